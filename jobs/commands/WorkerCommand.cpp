
#include "jobs/commands/ArchiveTask.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/GiveUp.h"
#include "jobs/commands/NoticeTask.h"
#include "jobs/config/Settings.h"
#include "jobs/monitoring/Monitor.h"
#include "jobs/monitoring/Observers.h"
#include "jobs/monitoring/ProcessReporter.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Log.h"
#include "jobs/output/ProgressReporter.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/Session.h"
#include "jobs/wiring/StopSignals.h"
#include "pipeline/engine/Worker.h"

namespace balalyk {
namespace {

// Serves until it is asked to stop: what secretaries regenerate from the portal, and on other hosts a share of the
// night.
class WorkerCommand final : public Command {
 public:
  std::string_view name() const override { return "worker"; }

  void declare(Arguments& arguments) override {
    arguments.flag("--until-idle", untilIdle_, "untilIdle");
    arguments.value("--passwords-fd", passwordDescriptor_, "passwordsFd", "fd");
  }

  int run(Session& session) override {
    session.connections.passwordsFrom(Connections::Presence::unattended, passwordDescriptor_);
    session.connections.beginOffice();
    auto& database = session.connections.database();
    const std::string name = Worker::newName();
    Monitor monitor(session);
    const StopSignals signals(
        kPatience,
        [&] {
          session.log.event(LogLevel::information, "stopping");
          monitor.stopping();
        },
        giveUp(session, database, name, kAllDone));
    // Not begun: a service has no end that a bar could show. It logs what goes wrong.
    ProgressReporter reporter(session.console, session.messages, session.log, [] { return 0; }, {});
    session.log.event(LogLevel::information, "started", {{"command", "worker"}, {"worker", name}});
    const auto stages = session.connections.stages();
    monitor.begin(session.settings.text("worker.monitor"), stages);
    auto& connections = session.connections;
    ProcessReporter reported(session, name, "worker", namesOf(stages), [&connections] { return slotsOf(connections); });
    Observers observers({&reporter, &monitor, &reported});
    connections.hearTroubles([&](const Problem& problem) {
      monitor.trouble(problem);
      reported.trouble(problem);
    });
    Worker worker(name, database, stages, observers, workerOptions(session.settings));
    ArchiveTask archive(session, name, observers);
    if (untilIdle_) {
      worker.drain(signals.token());
      archive.once(signals.token());
    } else {
      archive.begin();
      const NoticeTask notices(session, observers);
      worker.serve(signals.token());
    }
    session.log.event(LogLevel::information, "stopped");
    return untilIdle_ && signals.interrupted() ? kSomeFailed : kAllDone;
  }

 private:
  static std::vector<std::string> namesOf(const std::vector<std::shared_ptr<StageRunner>>& stages) {
    std::vector<std::string> names;
    for (const auto& stage : stages) names.emplace_back(toString(stage->stage()));
    return names;
  }

  bool untilIdle_ = false;
  int passwordDescriptor_ = -1;
};

}  // namespace

std::unique_ptr<Command> makeWorkerCommand() {
  return std::make_unique<WorkerCommand>();
}

}  // namespace balalyk
