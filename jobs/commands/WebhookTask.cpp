#include "jobs/commands/WebhookTask.h"

#include <condition_variable>
#include <mutex>

#include "connectors/portal/api/HttpWebhookPost.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Log.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/engine/Backoff.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

namespace {

constexpr std::chrono::milliseconds kRound(1'000);
constexpr int kAtOnce = 4;  // an address that lets us wait holds up no other

// An address that hears nothing any more needs the operator; one that failed is tried again.
LogLevel levelOf(const Problem& problem) {
  return problem.code == "webhookPaused" ? LogLevel::error : LogLevel::warning;
}

}  // namespace

WebhookTask::WebhookTask(Session& session)
    : session_(session),
      post_(makeHttpWebhookPost({.loopback = session.settings.boolean("webhook.loopback"),
                                 .trustAnchors = session.settings.path("webhook.trustAnchors")})) {
  send_ = std::make_unique<SendWebhooks>(
      session.connections.database(), *post_,
      SendWebhooks::Options{.pauseAfter = session.settings.duration("webhook.pauseAfter")},
      [this](const Problem& problem) { session_.log.problem(levelOf(problem), "trouble", problem); });
  for (int i = 0; i < kAtOnce; ++i) threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
}

WebhookTask::~WebhookTask() {
  for (auto& thread : threads_) thread.request_stop();  // all, before one is waited for
}

void WebhookTask::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  do {
    try {
      send_->run(stop);
    } catch (const std::exception& error) {
      // The database is away: tried again in the next round.
      session_.log.problem(LogLevel::warning, "trouble", problemOf(error));
    }
  } while (!wake.wait_for(lock, stop, jittered(kRound, 0.8, 1.2), [&] { return stop.stop_requested(); }));
}

}  // namespace balalyk
