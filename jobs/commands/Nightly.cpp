#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>

#include "jobs/Program.h"
#include "jobs/Session.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/EvidenceRun.h"
#include "jobs/commands/GiveUp.h"
#include "jobs/commands/ReceiptMaker.h"
#include "jobs/commands/Words.h"
#include "jobs/config/Settings.h"
#include "jobs/monitoring/Monitor.h"
#include "jobs/monitoring/Observers.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/JsonWriter.h"
#include "jobs/output/Log.h"
#include "jobs/output/NightOutput.h"
#include "jobs/output/ProgressReporter.h"
#include "jobs/text/WriteFile.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/StopSignals.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/engine/Night.h"

namespace balalyk {
namespace {

constexpr const char* kSchedule = "nightly";

class Nightly final : public Command {
 public:
  std::string_view name() const override { return "nightly"; }

  void declare(CLI::App& app, const Describe& describe) override {
    app.add_flag("--json", json_, describe("json"));
    app.add_flag("--everything", everything_, describe("everything"));
    app.add_option("--scheduled-for", plannedFor_, describe("scheduledFor"))->type_name(describe.value("date"));
    app.add_option("--passwords-fd", passwordDescriptor_, describe("passwordsFd"))->type_name(describe.value("fd"));
  }

  int run(Session& session) override {
    if (!plannedFor_.empty())
      plannedFor_ = plannedFor_ == "today" ? today() : isoDate(dateWord(plannedFor_, "--scheduled-for"));
    session.connections.passwordsFrom(Connections::Presence::unattended, passwordDescriptor_);
    auto& database = session.connections.database();
    const std::string worker = Worker::newName();
    Monitor monitor(session);
    const StopSignals signals(
        kPatience,
        [&] {
          session.log.event(LogLevel::information, "stopping");
          monitor.stopping();
        },
        giveUp(database, worker));
    // Kept by heartbeats, like the leases of documents: a night whose host died is begun again by the next that comes.
    const auto lease = session.settings.duration("worker.lease");
    if (!plannedFor_.empty() && !database.schedule().begin(kSchedule, plannedFor_, worker, lease)) {
      session.log.event(LogLevel::information, "nightTaken", {{"date", plannedFor_}});
      if (json_) session.console.result(JsonWriter().beginObject().member("takenByAnother", plannedFor_).endObject().text() + "\n");
      return kAllDone;
    }
    auto report = runNight(session, monitor, worker, signals.token());
    if (!report.stopped) makeReceiptsDue(session);
    if (session.settings.boolean("evidence.nightly") && !report.stopped) {
      std::vector<Problem> troubles;
      keepEvidence(session, worker, signals.token(), troubles);
      for (const auto& problem : troubles) monitor.trouble(problem);
      report.troubles.insert(report.troubles.end(), troubles.begin(), troubles.end());
    }
    const std::string json = nightJson(report, session.messages);
    if (!plannedFor_.empty() && !report.stopped) database.schedule().finish(kSchedule, plannedFor_, worker, json);
    if (const auto file = session.settings.path("night.report"); !file.empty()) writeWholeFile(file, json);
    session.console.result(json_ ? json : nightSummary(report, session.messages, session.console.outWidth()));
    return report.stopped || report.allDone() ? kAllDone : kSomeFailed;
  }

 private:
  static std::string today() {
    return localTime(std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()))
        .substr(0, 10);
  }

  NightReport runNight(Session& session, Monitor& monitor, const std::string& worker, std::stop_token stop) const {
    auto& database = session.connections.database();
    auto stages = session.connections.stages();
    const auto pending = [&] {
      std::int64_t left = 0;
      for (const auto& stage : stages) left += database.documents().pending(stage->stage());
      return left;
    };
    NightOptions options{
        .take = takeOptions(session.settings), .worker = workerOptions(session.settings), .name = worker};
    const bool raises = std::ranges::any_of(stages, [](const auto& stage) { return stage->stage() == Stage::upgrade; });
    if (raises) options.levelsToRaise = levelsBelow(upgradeOptions(session.settings).wanted);
    options.take.everything = everything_;
    ProgressReporter reporter(session.console, session.messages, session.log, pending, {});
    reporter.begin();
    monitor.begin(session.settings.text("night.monitor"), stages);
    Observers observers({&reporter, &monitor});
    auto report = Night(database, session.connections.store(), stages, observers, options).run(stop);
    reporter.finish();
    return report;
  }

  bool json_ = false;
  bool everything_ = false;
  std::string plannedFor_;
  int passwordDescriptor_ = -1;
};

}  // namespace

std::unique_ptr<Command> makeNightlyCommand() {
  return std::make_unique<Nightly>();
}

}  // namespace balalyk
