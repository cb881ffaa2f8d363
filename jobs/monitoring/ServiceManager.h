#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace balalyk {

// systemd, when it started this process with Type=notify (sd_notify(3)). Without it every call does nothing.
class ServiceManager {
 public:
  ServiceManager();

  void ready();
  void stopping();
  // The process is restarted when alive() was not called for so long; nullopt: nobody watches.
  std::optional<std::chrono::microseconds> watchdog() const { return watchdog_; }
  void alive();

 private:
  std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace balalyk
