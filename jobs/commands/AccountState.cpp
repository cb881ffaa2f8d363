#include "jobs/commands/AccountParts.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Chairperson.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Actor.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

class AccountState final : public Command {
 public:
  explicit AccountState(bool active) : active_(active) {}
  std::string_view name() const override { return active_ ? "account enable" : "account disable"; }

  void declare(Arguments& arguments) override {
    arguments.value("account", account_, "account", "account").required();
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    const auto account = manageAccounts(session).find(account_);
    const bool changed = session.connections.database().accounts().setActive(account.id, active_, currentActor());
    const char* text = active_ ? "account.enabled" : "account.disabled";
    reportDone(session, json_, "account", account.id, changed ? text : "account.unchanged");
    return kAllDone;
  }

 private:
  const bool active_;
  std::string account_;
  bool json_ = false;
};

class AccountPassword final : public Command {
 public:
  std::string_view name() const override { return "account password"; }

  void declare(Arguments& arguments) override {
    arguments.value("account", account_, "account", "account").required();
    const auto descriptor = arguments.value("--password-fd", descriptor_, "passwordFd", "fd");
    arguments.flag("--typed", typed_, "typed").excludes(descriptor);
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    auto manage = manageAccounts(session);
    const auto account = manage.find(account_);
    if (descriptor_ < 0 && !typed_) {
      reportFirstPassword(session, account, json_);
      return kAllDone;
    }
    manage.setPassword(account, typed_ ? typedPassword(session) : passwordFromDescriptor(descriptor_));
    reportDone(session, json_, "account", account.id, "account.passwordSet");
    return kAllDone;
  }

 private:
  std::string account_;
  int descriptor_ = -1;
  bool typed_ = false, json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeAccountEnableCommand() {
  return std::make_unique<AccountState>(true);
}

std::unique_ptr<Command> makeAccountDisableCommand() {
  return std::make_unique<AccountState>(false);
}

std::unique_ptr<Command> makeAccountPasswordCommand() {
  return std::make_unique<AccountPassword>();
}

}  // namespace balalyk
