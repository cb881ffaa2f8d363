#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Table.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/ports/IdentityProvider.h"
#include "pipeline/ports/PortalDatabase.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

// A provider's subject can be personal: of those accounts only the issuer is shown.
bool isLocal(const Account& account) {
  return account.identity.issuer == kLocalIssuer;
}

class AccountList final : public Command {
 public:
  std::string_view name() const override { return "account list"; }

  void declare(Arguments& arguments) override { arguments.flag("--json", json_, "json"); }

  int run(Session& session) override {
    const auto accounts = session.connections.database().accounts().list();
    session.console.result(json_ ? asJson(accounts) : asText(session, accounts));
    return kAllDone;
  }

 private:
  static std::string asJson(const std::vector<Account>& accounts) {
    signing::JsonWriter json;
    json.beginArray();
    for (const auto& account : accounts) {
      json.beginObject().member("account", account.id).member("issuer", account.identity.issuer);
      if (isLocal(account)) json.member("login", account.identity.subject);
      json.member("active", account.active).member("mustChangePassword", account.mustChangePassword);
      json.member("secondFactor", account.secondFactor);
      json.key("roles").beginArray();
      for (const auto& grant : account.grants)
        json.beginObject()
            .member("role", toString(grant.role))
            .member("place", grant.place)
            .member("member", grant.memberId)
            .endObject();
      json.endArray().endObject();
    }
    return json.endArray().text() + "\n";
  }

  static std::string asText(Session& session, const std::vector<Account>& accounts) {
    const auto& messages = session.messages;
    if (accounts.empty()) return messages.text("account.none") + "\n";
    Table table({messages.text("account.id"), messages.text("account.login"), messages.text("account.state"),
                 messages.text("account.roles")},
                {Table::Align::whole, Table::Align::left, Table::Align::left, Table::Align::left});
    for (const auto& account : accounts) {
      std::string roles;
      for (const auto& grant : account.grants) {
        roles += (roles.empty() ? "" : ", ") + messages.text("role." + std::string(toString(grant.role)));
        if (!grant.place.empty()) roles += " (" + grant.place + ")";
      }
      const char* state = !account.active              ? "account.inactive"
                          : account.mustChangePassword ? "account.mustChange"
                                                       : "account.active";
      table.add({account.id,
                 isLocal(account) ? account.identity.subject
                                  : messages.text("account.byProvider", {{"issuer", account.identity.issuer}}),
                 messages.text(state), roles});
    }
    return table.text(session.console.outWidth());
  }

  bool json_ = false;
};

// Asks each provider what a sign-in would ask first: what it says of itself.
class AccountProviders final : public Command {
 public:
  std::string_view name() const override { return "account providers"; }

  void declare(Arguments& arguments) override { arguments.flag("--json", json_, "json"); }

  int run(Session& session) override {
    const auto providers = session.connections.identityProviders();
    if (providers.empty() && !json_) session.console.result(session.messages.text("account.noProvider") + "\n");
    bool good = true;
    signing::JsonWriter json;
    json.beginArray();
    for (const auto& provider : providers) {
      const auto visit = provider->begin("https://localhost/");
      const auto* problem = std::get_if<Problem>(&visit);
      good = good && !problem;
      json.beginObject().member("provider", provider->name()).member("ready", !problem);
      if (problem) json.member("fault", problem->params.at("fault"));
      json.endObject();
      if (json_) continue;
      session.console.result(
          (problem ? writeProblem(session.messages, *problem)
                   : session.messages.text("account.providerReady",
                                           {{"provider", session.messages.text("provider." + provider->name())}})) +
          "\n");
    }
    if (json_) session.console.result(json.endArray().text() + "\n");
    return good ? kAllDone : kSomeFailed;
  }

 private:
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeAccountListCommand() {
  return std::make_unique<AccountList>();
}

std::unique_ptr<Command> makeAccountProvidersCommand() {
  return std::make_unique<AccountProviders>();
}

}  // namespace balalyk
