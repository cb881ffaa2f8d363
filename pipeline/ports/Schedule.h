#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace balalyk {

// Runs that must happen once for all hosts: the night of a day, the evidence of a day. Part of the portal database,
// with its errors.
class Schedule {
 public:
  virtual ~Schedule() = default;
  // True for exactly one caller per (schedule, plannedFor), whichever hosts try. A run whose worker's lease ended
  // unfinished can be begun again.
  virtual bool begin(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
                     std::chrono::milliseconds lease) = 0;
  // A heartbeat. False: another worker has begun the run since, or it is finished.
  virtual bool keep(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
                    std::chrono::milliseconds lease) = 0;
  // False: as for keep().
  virtual bool finish(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
                      const std::string& report) = 0;
  // Given back unfinished: others may begin it at once.
  virtual void release(const std::string& schedule, const std::string& plannedFor, const std::string& worker) = 0;
  virtual std::optional<std::string> lastFinished(const std::string& schedule) = 0;  // plannedFor
};

}  // namespace balalyk
