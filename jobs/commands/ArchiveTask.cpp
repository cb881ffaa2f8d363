#include "jobs/commands/ArchiveTask.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "connectors/texts/ProblemText.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Log.h"
#include "jobs/wiring/ArchiveOptions.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/engine/Backoff.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

namespace {

constexpr std::chrono::milliseconds kRound = std::chrono::seconds(5);  // somebody waits for the file

}  // namespace

ArchiveTask::ArchiveTask(Session& session, const std::string& worker, Observer& observer)
    : session_(session),
      observer_(observer),
      maker_(
          session.connections.database(), session.connections.store(),
          [this] {
            if (noStamps_) throw Error(*noStamps_);
            return stamps_;
          },
          exportOptions(session.settings, worker), [this](const Problem& problem) { observer_.trouble(problem); }),
      fixity_(session.connections.database(), session.connections.store(), worker,
              [this](const Problem& problem) { observer_.trouble(problem); }) {
  try {
    if (isHere()) stamps_ = timeStampsOf(session);
  } catch (const std::exception& error) {
    noStamps_ = problemOf(error);  // an order waits for it, or is given up; nothing else does
  }
}

// Where it publishes: the roles of other hosts do not reach so far.
bool ArchiveTask::isHere() const {
  const auto stages = session_.settings.list("worker.stages");
  return std::ranges::find(stages, toString(Stage::publish)) != stages.end();
}

void ArchiveTask::begin() {
  if (!isHere()) return;
  making_ = std::jthread([this](const std::stop_token& stop) { repeat(stop, &ArchiveTask::exports); });
  if (session_.settings.duration("archive.checkEvery").count() > 0)
    checking_ = std::jthread([this](const std::stop_token& stop) { repeat(stop, &ArchiveTask::check); });
}

void ArchiveTask::once(const std::stop_token& stop) {
  if (isHere()) exports(stop);
}

void ArchiveTask::exports(const std::stop_token& stop) {
  if (const int made = maker_.run(stop); made > 0)
    session_.log.event(LogLevel::information, "exportsMade", {{"count", std::to_string(made)}});
}

void ArchiveTask::check(const std::stop_token& stop) {
  if (fixity_.run(session_.settings.duration("archive.checkEvery"), session_.settings.duration("archive.checkPause"),
                  stop))
    session_.log.event(LogLevel::information, "storeChecked", {});
}

void ArchiveTask::repeat(const std::stop_token& stop, void (ArchiveTask::*round)(const std::stop_token&)) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  do {
    try {
      (this->*round)(stop);
    } catch (const std::exception& error) {
      observer_.trouble(problemOf(error));  // the database or the store is away: tried again in the next round
    }
  } while (!wake.wait_for(lock, stop, jittered(kRound, 0.8, 1.2), [&] { return stop.stop_requested(); }));
}

}  // namespace balalyk
