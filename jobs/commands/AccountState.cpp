#include "connectors/texts/Messages.h"
#include "jobs/commands/AccountParts.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Chairperson.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Actor.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/SecondFactors.h"
#include "signing/JsonWriter.h"

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

// Of somebody whose telephone and recovery codes are lost. Nobody sees the secret.
class AccountSecondFactor final : public Command {
 public:
  std::string_view name() const override { return "account second-factor"; }

  void declare(Arguments& arguments) override {
    arguments.value("account", account_, "account", "account").required();
    arguments.flag("--remove", remove_, "remove");
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    auto& database = session.connections.database();
    const auto account = manageAccounts(session).find(account_);
    if (!remove_) {
      show(session, account);
      return kAllDone;
    }
    const bool removed = database.secondFactors().remove(account.id, currentActor());
    reportDone(session, json_, "account", account.id, removed ? "account.factorRemoved" : "account.factorNone");
    return kAllDone;
  }

 private:
  void show(Session& session, const Account& account) const {
    const char* text = account.secondFactor ? "account.factorOn" : "account.factorNone";
    session.console.result((json_ ? signing::JsonWriter()
                                        .beginObject()
                                        .member("account", account.id)
                                        .member("secondFactor", account.secondFactor)
                                        .endObject()
                                        .text()
                                  : session.messages.text(text)) +
                           "\n");
  }

  std::string account_;
  bool remove_ = false, json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeAccountSecondFactorCommand() {
  return std::make_unique<AccountSecondFactor>();
}

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
