#include "jobs/commands/NoticeTask.h"

#include <condition_variable>
#include <mutex>

#include "connectors/texts/ProblemText.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Log.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/MailOptions.h"
#include "jobs/wiring/Session.h"
#include "pipeline/engine/Backoff.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

namespace {

constexpr std::chrono::milliseconds kRound = std::chrono::minutes(1);

}  // namespace

NoticeTask::NoticeTask(Session& session, Observer& observer)
    : session_(session), observer_(observer), mailer_(openMailer(session.settings)) {
  if (!mailer_) return;
  send_ = std::make_unique<SendNotices>(session.connections.database().notices(), *mailer_,
                                        noticeTimes(session.settings), noticeLease(session.settings),
                                        [this](const Problem& problem) { observer_.trouble(problem); });
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void NoticeTask::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  do {
    try {
      const auto round = send_->run(stop);
      if (round.sent + round.again + round.givenUp > 0)
        session_.log.event(LogLevel::information, "noticesSent",
                           {{"sent", std::to_string(round.sent)},
                            {"again", std::to_string(round.again)},
                            {"givenUp", std::to_string(round.givenUp)}});
    } catch (const std::exception& error) {
      observer_.trouble(problemOf(error));  // the database is away: tried again in the next round
    }
  } while (!wake.wait_for(lock, stop, jittered(kRound, 0.8, 1.2), [&] { return stop.stop_requested(); }));
}

}  // namespace balalyk
