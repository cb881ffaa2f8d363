#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "pipeline/engine/Observer.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// A run that only one worker of all hosts may do at a time: the night of a day, or what is made once for all. Kept by
// heartbeats as long as this object lives, whatever the run is busy with.
class RunLease {
 public:
  struct Run {
    std::string schedule, plannedFor;  // "nightly", "2026-11-22"
    std::string worker;
    std::chrono::milliseconds lease{};
  };

  // Null: another worker has it, or it is finished. `onLost` is called once, from another thread, when another worker
  // has taken the run over: this one was silent for longer than the lease. The heart's trouble is reported to the
  // observer.
  static std::unique_ptr<RunLease> begin(PortalDatabase& database, Run run, Observer& observer,
                                         std::function<void()> onLost);
  ~RunLease();  // unfinished: others may begin it at once
  RunLease(const RunLease&) = delete;
  RunLease& operator=(const RunLease&) = delete;

  // Asks the database: to be called before anything that must not happen twice. False: lost.
  bool held();
  // False: lost, and nothing was recorded.
  bool finish(const std::string& report);

 private:
  RunLease(PortalDatabase& database, Run run, Observer& observer, std::function<void()> onLost);
  void beat(std::stop_token over);
  void lose();

  PortalDatabase& database_;
  const Run run_;
  Observer& observer_;
  const std::function<void()> onLost_;
  std::once_flag lostOnce_;
  bool finished_ = false;
  std::jthread heart_;  // the last member: it uses the others
};

}  // namespace balalyk
