#include "jobs/commands/AccountParts.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Chairperson.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/Words.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/text/Messages.h"
#include "jobs/wiring/Session.h"

namespace balalyk {
namespace {

// Adds a local account, and gives it its role and its password at once.
class AccountAdd final : public Command {
 public:
  std::string_view name() const override { return "account add"; }

  void declare(Arguments& arguments) override {
    arguments.value("login", login_, "login", "login").required();
    arguments.value("--role", role_, "role").oneOf(roleWords());
    arguments.value("--member", member_, "member", "id");
    arguments.value("--kindergarten", kindergarten_, "kindergarten", "id");
    arguments.value("--language", language_, "language").oneOf({"ky", "ru", "en"});
    const auto descriptor = arguments.value("--password-fd", descriptor_, "passwordFd", "fd");
    arguments.flag("--typed", typed_, "typed").excludes(descriptor);
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    auto manage = manageAccounts(session);
    // Before anything is written: a password that is refused leaves no account behind.
    const bool given = descriptor_ >= 0 || typed_;
    const auto password = descriptor_ >= 0 ? passwordFromDescriptor(descriptor_)
                          : typed_         ? typedPassword(session)
                                           : signing::Secret();
    if (given) manage.requireStrong(login_, password);
    const auto account = manage.find(manage.add(login_, language_, member_));
    if (!json_) session.console.result(session.messages.text("account.added", {{"id", account.id}}) + "\n");
    if (!role_.empty()) manage.grant(account, roleFrom(role_).value(), kindergarten_, member_);
    if (!given) {
      reportFirstPassword(session, account, json_);
      return kAllDone;
    }
    manage.setPassword(account, password);
    if (json_) reportDone(session, true, "account", account.id, "account.added");
    return kAllDone;
  }

 private:
  std::string login_, role_, member_, kindergarten_, language_;
  int descriptor_ = -1;
  bool typed_ = false, json_ = false;
};

class AccountRole final : public Command {
 public:
  std::string_view name() const override { return "account role"; }

  void declare(Arguments& arguments) override {
    arguments.value("account", account_, "account", "account").required();
    arguments.value("role", role_, "role", "role").required().oneOf(roleWords());
    const auto member = arguments.value("--member", member_, "member", "id");
    arguments.value("--kindergarten", kindergarten_, "kindergarten", "id");
    auto withdraw = arguments.flag("--withdraw", withdraw_, "withdraw");
    withdraw.excludes(member);
    arguments.value("--commission", commission_, "commission", "id").excludes(member);
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    auto manage = manageAccounts(session);
    const auto account = manage.find(account_);
    const auto role = roleFrom(role_).value();
    if (withdraw_) {
      if (!manage.withdraw(account, role, commission_ + kindergarten_)) throw Error("roleNotHeld");
      reportDone(session, json_, "account", account.id, "account.roleTaken");
      return kAllDone;
    }
    if (!commission_.empty())
      throw UsageError("argumentsBelong",
                       {{"first", "--commission"}, {"second", "--withdraw"}, {"help", "balalyk account role"}});
    const bool given = manage.grant(account, role, kindergarten_, member_);
    reportDone(session, json_, "account", account.id, given ? "account.roleGiven" : "account.roleHeld");
    return kAllDone;
  }

 private:
  std::string account_, role_, member_, kindergarten_, commission_;
  bool withdraw_ = false, json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeAccountAddCommand() {
  return std::make_unique<AccountAdd>();
}

std::unique_ptr<Command> makeAccountRoleCommand() {
  return std::make_unique<AccountRole>();
}

}  // namespace balalyk
