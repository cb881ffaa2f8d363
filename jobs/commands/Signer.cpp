#include <pwd.h>

#include "connectors/signer/SignerServer.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/GiveUp.h"
#include "jobs/config/Settings.h"
#include "jobs/monitoring/ProcessReporter.h"
#include "jobs/monitoring/ServiceManager.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Log.h"
#include "jobs/output/ReceiptOutput.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/Session.h"
#include "jobs/wiring/SignerSocket.h"
#include "jobs/wiring/StopSignals.h"
#include "pipeline/actions/KeyHolder.h"
#include "pipeline/engine/Worker.h"
#include "signing/crypto/Secret.h"

namespace balalyk {
namespace {

constexpr auto kIdle = std::chrono::minutes(10);  // then systemd holds the socket alone, until somebody signs

uid_t userNamed(const std::string& name) {
  char buffer[16384];
  passwd entry{};
  passwd* found = nullptr;
  if (getpwnam_r(name.c_str(), &entry, buffer, sizeof buffer, &found) != 0 || !found)
    throw Error("signerUserUnknown", {{"name", name}});
  return found->pw_uid;
}

class LoggedRequests final : public SignerObserver {
 public:
  LoggedRequests(const Log& log, ProcessReporter& reporter) : log_(log), reporter_(reporter) {}
  void refused(uid_t user, pid_t process) override {
    reporter_.trouble({"signerRefused", {}});
    log_.problem(LogLevel::warning, "trouble", {"signerRefused", {}},
                 {{"user", std::to_string(user)}, {"process", std::to_string(process)}});
  }
  void failed(const Problem& problem) override {
    reporter_.trouble(problem);
    log_.problem(LogLevel::warning, "trouble", problem);
  }

 private:
  const Log& log_;
  ProcessReporter& reporter_;
};

// Holds the keys for the portal: opens one with the password that comes with each order, and closes it again.
class SignerCommand final : public Command {
 public:
  std::string_view name() const override { return "signer"; }
  void declare(Arguments&) override {}

  int run(Session& session) override {
    auto& connections = session.connections;
    const auto peer = userNamed(session.settings.text("signer.user"));
    connections.openWhatSigns();
    ServiceManager manager;
    const StopSignals signals(
        kPatience,
        [&] {
          session.log.event(LogLevel::information, "stopping");
          manager.stopping();
        },
        [&session](bool) { endUnfinished(session, kAllDone); });
    KeyHolder holder(
        {.database = connections.database(),
         .store = connections.store(),
         .validator = connections.validator(),
         .stages = [&](KeyRing& keys) { return connections.signingStages(keys); },
         .receiptText = [&](const Receipt& receipt) { return receiptText(receipt, session.messages); },
         .worker = workerOptions(session.settings)},
        [&](const std::string& member, signing::Secret password) {
          return connections.keysWith(member, std::move(password));
        },
        signals.token());
    ProcessReporter reporter(session, Worker::newName(), "signer", {}, [] { return 0; });
    LoggedRequests requests(session.log, reporter);
    const auto socket = session.settings.path("signer.socket");
    const bool passed = socketWasPassed();
    SignerServer server(listenForSigner(socket), holder, requests, {.peer = peer});
    session.log.event(LogLevel::information, "signerListens",
                      {{"socket", socket.string()}, {"user", session.settings.text("signer.user")}});
    manager.ready();
    server.serve(signals.token(), passed ? kIdle : std::chrono::milliseconds(0), [&] { manager.alive(); });
    session.log.event(LogLevel::information, "stopped");
    return kAllDone;
  }
};

}  // namespace

std::unique_ptr<Command> makeSignerCommand() {
  return std::make_unique<SignerCommand>();
}

}  // namespace balalyk
