#include <condition_variable>
#include <mutex>

#include "connectors/portal/api/ApiParts.h"
#include "connectors/portal/pages/AccountVisitors.h"
#include "connectors/portal/pages/AllPages.h"
#include "connectors/portal/web/Server.h"
#include "connectors/portal/web/Upload.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/GiveUp.h"
#include "jobs/commands/WebhookTask.h"
#include "jobs/config/Settings.h"
#include "jobs/monitoring/ProcessReporter.h"
#include "jobs/monitoring/ServiceManager.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Log.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/PortalOptions.h"
#include "jobs/wiring/PortalParts.h"
#include "jobs/wiring/Session.h"
#include "jobs/wiring/StopSignals.h"
#include "pipeline/engine/Worker.h"
#include "pipeline/ports/ApiAnswers.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

constexpr auto kSweepEvery = std::chrono::minutes(5);
constexpr auto kRound = std::chrono::seconds(10);  // of the loop that feeds the watchdog

class LoggedTroubles final : public web::WebLog {
 public:
  LoggedTroubles(const Log& log, ProcessReporter& reporter) : log_(log), reporter_(reporter) {}
  void failed(const web::WebTrouble& trouble) override {
    reporter_.trouble(trouble.problem);
    log_.problem(LogLevel::error, "portalTrouble", trouble.problem, paramsOf(trouble));
  }
  void refused(const web::WebTrouble& trouble) override {
    log_.problem(LogLevel::information, "portalRefused", trouble.problem, paramsOf(trouble));
  }

 private:
  static Log::Params paramsOf(const web::WebTrouble& trouble) {
    return {{"number", trouble.number},
            {"route", trouble.route.empty() ? "-" : trouble.route},
            {"status", std::to_string(trouble.status)}};
  }

  const Log& log_;
  ProcessReporter& reporter_;
};

// Serves the pages until it is asked to stop. It opens the database and the document store, and no key.
class PortalCommand final : public Command {
 public:
  std::string_view name() const override { return "portal"; }
  void declare(Arguments&) override {}

  int run(Session& session) override {
    auto& database = session.connections.database();
    const auto options = siteOptions(session.settings);
    web::prepareUploadFolder(options.uploads);
    const auto parts = portalParts(session, options);
    const bool factorRequired = session.settings.text("accounts.secondFactor") == "required";
    AccountVisitors visitors(database, factorRequired ? SecondFactorRule::required : SecondFactorRule::optional);
    ProcessReporter reporter(session, Worker::newName(), "portal", {},
                             [&session] { return session.settings.integer("portal.threads"); });
    LoggedTroubles troubles(session.log, reporter);
    auto content = allPages(parts);
    addApi(content, parts);
    web::Site site(options, std::move(content), database.sessions(), visitors, troubles, [&] { database.now(); });

    ServiceManager manager;
    const auto stopWithin = session.settings.duration("portal.stopWithin");
    const StopSignals signals(
        stopWithin + kPatience,
        [&] {
          session.log.event(LogLevel::information, "stopping");
          manager.stopping();
        },
        [&session](bool) { endUnfinished(session, kAllDone); });
    web::Server server(serverOptions(session.settings), site);
    session.log.event(LogLevel::information, "portalListens",
                      {{"address", server.address()}, {"origin", options.address}});
    const WebhookTask webhooks(session);
    manager.ready();
    serve(session, database, options.sessions, manager, signals.token());
    server.stop(stopWithin);
    session.log.event(LogLevel::information, "stopped");
    return kAllDone;
  }

 private:
  static void serve(Session& session, PortalDatabase& database, const SessionLimits& limits, ServiceManager& manager,
                    std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    auto next = std::chrono::steady_clock::now();
    while (!stop.stop_requested()) {
      manager.alive();
      if (std::chrono::steady_clock::now() >= next) {
        next = std::chrono::steady_clock::now() + kSweepEvery;
        try {
          database.sessions().sweep(limits);
          database.apiAnswers().sweep();
          database.drafts().sweep();
        } catch (const Error& error) {
          session.log.problem(LogLevel::warning, "trouble", error.problem());
        }
      }
      stopped.wait_for(lock, stop, kRound, [] { return false; });
    }
  }
};

}  // namespace

std::unique_ptr<Command> makePortalCommand() {
  return std::make_unique<PortalCommand>();
}

}  // namespace balalyk
