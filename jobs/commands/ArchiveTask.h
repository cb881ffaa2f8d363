#pragma once

#include <memory>
#include <string>
#include <thread>

#include "pipeline/archive/ExportMaker.h"
#include "pipeline/archive/FixityCheck.h"
#include "pipeline/engine/Observer.h"

namespace balalyk {

struct Session;

// Beside the worker: makes the files that were ordered of the archive, removes old ones, and reads the whole store
// through from time to time. Several hosts share it. Does nothing on a host that does not publish.
class ArchiveTask {
 public:
  ArchiveTask(Session& session, const std::string& worker, Observer& observer);

  void begin();                            // until it is destroyed
  void once(const std::stop_token& stop);  // what was ordered, now

 private:
  bool isHere() const;
  void exports(const std::stop_token& stop);
  void check(const std::stop_token& stop);
  void repeat(const std::stop_token& stop, void (ArchiveTask::*round)(const std::stop_token&));

  Session& session_;
  Observer& observer_;
  signing::TimeStampSource* stamps_ = nullptr;
  std::optional<Problem> noStamps_;  // why there are none although they are configured
  ExportMaker maker_;
  FixityCheck fixity_;
  std::jthread making_, checking_;  // the last members: they use the others
};

}  // namespace balalyk
