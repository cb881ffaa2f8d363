#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <stop_token>
#include <thread>

namespace balalyk {

// SIGTERM, SIGINT and SIGHUP ask the work to stop. Only one object at a time, made before other threads are. When the
// work has not ended within `patience` of the first signal, or at a second signal, `giveUp` is called from another
// thread, reported whether a person interrupted: it should give back what is held and end the process.
class StopSignals {
 public:
  StopSignals(std::chrono::milliseconds patience, std::function<void()> onStop,
              std::function<void(bool interrupted)> giveUp);
  ~StopSignals();  // the signals act as before
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  std::stop_token token() const { return source_.get_token(); }
  // By a person at the keyboard (SIGINT), who sees it by the exit status; a service manager wants 0.
  bool interrupted() const { return interrupted_; }

 private:
  void watch();

  const std::chrono::milliseconds patience_;
  const std::function<void()> onStop_;
  const std::function<void(bool)> giveUp_;
  std::stop_source source_;
  std::atomic<bool> interrupted_ = false;
  int pipe_[2] = {-1, -1};
  std::thread watcher_;
};

}  // namespace balalyk
