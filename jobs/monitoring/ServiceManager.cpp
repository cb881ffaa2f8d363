#include "jobs/monitoring/ServiceManager.h"

#include <systemd/sd-daemon.h>

namespace balalyk {

ServiceManager::ServiceManager() {
  std::uint64_t microseconds = 0;
  if (::sd_watchdog_enabled(0, &microseconds) > 0) watchdog_ = std::chrono::microseconds(microseconds);
}

void ServiceManager::ready() {
  ::sd_notify(0, "READY=1");
}

void ServiceManager::stopping() {
  ::sd_notify(0, "STOPPING=1");
}

void ServiceManager::alive() {
  ::sd_notify(0, "WATCHDOG=1");
}

}  // namespace balalyk
