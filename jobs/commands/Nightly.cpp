#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>

#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/EvidenceRun.h"
#include "jobs/commands/GiveUp.h"
#include "jobs/commands/NightByHand.h"
#include "jobs/commands/ReceiptMaker.h"
#include "jobs/commands/Words.h"
#include "jobs/config/Settings.h"
#include "jobs/monitoring/Monitor.h"
#include "jobs/monitoring/Observers.h"
#include "jobs/monitoring/ProcessReporter.h"
#include "jobs/monitoring/TroubleList.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Log.h"
#include "jobs/output/NightOutput.h"
#include "jobs/output/ProgressReporter.h"
#include "jobs/text/WriteFile.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/Session.h"
#include "jobs/wiring/StopSignals.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/engine/RunLease.h"
#include "pipeline/night/Night.h"
#include "pipeline/stages/DraftRemoval.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

constexpr const char* kSchedule = "nightly";

class Nightly final : public Command {
 public:
  std::string_view name() const override { return "nightly"; }

  void declare(Arguments& arguments) override {
    arguments.flag("--json", json_, "json");
    arguments.flag("--everything", everything_, "everything");
    arguments.value("--scheduled-for", plannedFor_, "scheduledFor", "date");
    arguments.value("--passwords-fd", passwordDescriptor_, "passwordsFd", "fd");
  }

  int run(Session& session) override {
    const bool today = plannedFor_ == "today";
    if (!plannedFor_.empty() && !today) plannedFor_ = isoDate(dateWord(plannedFor_, "--scheduled-for"));
    session.connections.passwordsFrom(Connections::Presence::unattended, passwordDescriptor_);
    if (plannedFor_.empty()) session.connections.beginOffice();
    auto& database = session.connections.database();
    if (today) plannedFor_ = isoDate(database.today());
    const std::string worker = Worker::newName();
    Monitor monitor(session);
    const StopSignals signals(
        kPatience,
        [&] {
          session.log.event(LogLevel::information, "stopping");
          monitor.stopping();
        },
        giveUp(session, database, worker, kAllDone));
    std::stop_source stop;
    const std::stop_callback onSignal(signals.token(), [&stop] { stop.request_stop(); });
    std::atomic<bool> lost = false;
    std::unique_ptr<RunLease> lease;
    if (!plannedFor_.empty()) {
      releaseTheDead(database.queue());
      lease = RunLease::begin(database, {kSchedule, plannedFor_, worker, session.settings.duration("worker.lease")},
                              monitor, [&] {
                                lost = true;
                                stop.request_stop();
                              });
      if (!lease) {
        session.log.event(LogLevel::information, "nightTaken", {{"date", plannedFor_}});
        if (json_)
          session.console.result(
              signing::JsonWriter().beginObject().member("takenByAnother", plannedFor_).endObject().text() + "\n");
        return kAllDone;
      }
    }
    session.connections.beginOffice();
    TroubleList ofServices;
    ProcessReporter reported(session, worker, "nightly", session.settings.list("worker.stages"),
                             [&session] { return slotsOf(session.connections); });
    session.connections.hearTroubles([&](const Problem& problem) {
      monitor.trouble(problem);
      reported.trouble(problem);
      ofServices.add(problem);
    });
    auto report = runNight(session, monitor, reported, worker, stop.get_token());
    if (!report.stopped && signsHere(session))
      makeReceiptsDue(session, stop.get_token(), [&monitor] { monitor.pulse(); });
    if (session.settings.boolean("evidence.nightly") && !report.stopped && !lost) {
      std::vector<Problem> troubles;
      keepEvidence(session, worker, stop.get_token(), monitor, troubles);
      for (const auto& problem : troubles) {
        monitor.trouble(problem);
        reported.trouble(problem);
      }
      report.troubles.insert(report.troubles.end(), troubles.begin(), troubles.end());
    }
    if (!report.stopped) removeDrafts(session, stop.get_token(), monitor, report.troubles);
    ofServices.addTo(report.troubles);
    std::string json = nightJson(report, session.messages);
    if (lease && !report.stopped) lease->finish(json);
    if (plannedFor_.empty() && !report.stopped) recordByHand(session, worker, json);
    if (lost) {  // the report of the night is the other worker's
      const Problem problem{"nightTakenOver", {{"date", plannedFor_}}};
      session.log.problem(LogLevel::warning, "trouble", problem);
      report.troubles.push_back(problem);
      json = nightJson(report, session.messages);
    }
    if (const auto file = session.settings.path("night.report"); !file.empty()) writeWholeFile(file, json);
    session.console.result(json_ ? json : nightSummary(report, session.messages, session.console.outWidth()));
    if (report.stopped && signals.interrupted()) return kSomeFailed;  // a script must not continue as if all were done
    return !lost && (report.stopped || report.allDone()) ? kAllDone : kSomeFailed;
  }

 private:
  // So that `status` can say when the last night was, whoever began it.
  static void recordByHand(const Session& session, const std::string& worker, const std::string& report) {
    auto& schedule = session.connections.database().schedule();
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto moment = std::to_string(now.time_since_epoch().count());
    if (schedule.begin(kByHandSchedule, moment, worker, session.settings.duration("worker.lease")))
      schedule.finish(kByHandSchedule, moment, worker, report);
  }

  // What the store cannot do now it can do in the next night.
  static void removeDrafts(Session& session, std::stop_token stop, Monitor& monitor, std::vector<Problem>& troubles) {
    try {
      DraftRemoval(session.connections.database(), session.connections.store())
          .run(session.settings.duration("store.keepDrafts"), std::move(stop), [&monitor] { monitor.pulse(); });
    } catch (const Error& error) {
      monitor.trouble(error.problem());
      troubles.push_back(error.problem());
    }
  }

  // Where no documents are signed, no keys are, nor the right to keep receipts.
  static bool signsHere(const Session& session) {
    const auto stages = session.settings.list("worker.stages");
    return std::ranges::find(stages, toString(Stage::sign)) != stages.end();
  }

  NightReport runNight(Session& session, Monitor& monitor, ProcessReporter& reported, const std::string& worker,
                       std::stop_token stop) const {
    auto& database = session.connections.database();
    auto stages = session.connections.stages();
    const auto pending = [&] {
      std::int64_t left = 0;
      for (const auto& stage : stages) left += database.queue().pending(stage->stage());
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
    Observers observers({&reporter, &monitor, &reported});
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
