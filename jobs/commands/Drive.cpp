#include "jobs/commands/Drive.h"

#include <algorithm>

#include "jobs/commands/GiveUp.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/Log.h"
#include "jobs/output/ProgressReporter.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/Session.h"
#include "jobs/wiring/StopSignals.h"
#include "pipeline/document/Lifecycle.h"
#include "pipeline/engine/Worker.h"

namespace balalyk {

namespace {

constexpr States kUnderWay{State::decided, State::sent, State::authorised, State::signed_};

}  // namespace

bool drive(Session& session, const std::vector<std::string>& documentIds,
           std::vector<std::shared_ptr<StageRunner>> stages) {
  auto& database = session.connections.database();
  const std::string worker = Worker::newName();
  const StopSignals signals(
      kPatience, [&] { session.log.event(LogLevel::information, "stopping"); },
      giveUp(session, database, worker, kSomeFailed));
  auto options = workerOptions(session.settings);
  options.onlyDocuments = documentIds;
  const auto pending = [&] {
    std::int64_t left = 0;
    for (const auto& id : documentIds) {
      const auto document = database.archive().document(id);
      for (const auto& stage : stages) left += document && document->state == dueState(stage->stage()) ? 1 : 0;
    }
    return left;
  };
  ProgressReporter reporter(session.console, session.messages, session.log, pending, {});
  reporter.begin();
  Worker(worker, database, stages, reporter, options).drain(signals.token());
  if (!signals.token().stop_requested()) return true;
  // What is sent may have been on its way to a signature: a standing authorisation is only applied while the run
  // continues.
  return std::ranges::none_of(documentIds, [&](const auto& id) {
    const auto document = database.archive().document(id);
    return document && kUnderWay.has(document->state);
  });
}

}  // namespace balalyk
