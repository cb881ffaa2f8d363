#include "connectors/texts/Messages.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Chairperson.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Table.h"
#include "jobs/wiring/Actor.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/casework/ManageTokens.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/ports/PortalDatabase.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

using signing::JsonWriter;

std::vector<std::string> scopeWords() {
  std::vector<std::string> words;
  for (const auto scope : allApiScopes()) words.emplace_back(toString(scope));
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string scopesOf(const ApiToken& token) {
  std::vector<std::string> words;
  for (const auto scope : token.scopes) words.emplace_back(toString(scope));
  return joined(words);
}

// Makes a token and shows it, the only time that anybody sees it.
class TokenAdd final : public Command {
 public:
  std::string_view name() const override { return "token add"; }

  void declare(Arguments& arguments) override {
    arguments.value("name", wanted_.name, "name", "name").required();
    arguments.value("--scopes", scopes_, "scopes").required().separatedBy(',').oneOf(scopeWords());
    arguments.value("--commissions", wanted_.commissions, "commissions", "id").separatedBy(',');
    arguments.value("--account", wanted_.account, "account", "account");
    arguments.value("--days", days_, "days", "count").between(1, static_cast<int>(ManageTokens::kLongestLife.count()));
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    for (const auto& word : scopes_) wanted_.scopes.push_back(apiScopeFrom(word).value());
    wanted_.life = std::chrono::days(days_);
    const auto made = ManageTokens(session.connections.database(), currentActor()).add(wanted_);
    session.console.result(
        (json_ ? JsonWriter().beginObject().member("id", made.id).member("token", made.secret).endObject().text()
               : session.messages.text("token.added", {{"id", made.id}, {"token", made.secret}})) +
        "\n");
    return kAllDone;
  }

 private:
  ManageTokens::Wanted wanted_;
  std::vector<std::string> scopes_;
  int days_ = 365;
  bool json_ = false;
};

class TokenList final : public Command {
 public:
  std::string_view name() const override { return "token list"; }

  void declare(Arguments& arguments) override { arguments.flag("--json", json_, "json"); }

  int run(Session& session) override {
    const auto tokens = session.connections.database().apiTokens().list();
    session.console.result(json_ ? asJson(tokens) : asText(session, tokens));
    return kAllDone;
  }

 private:
  static std::string asJson(const std::vector<ApiToken>& tokens) {
    JsonWriter json;
    json.beginArray();
    for (const auto& token : tokens) {
      json.beginObject().member("id", token.id).member("name", token.name).key("scopes").beginArray();
      for (const auto scope : token.scopes) json.value(toString(scope));
      json.endArray().member("everywhere", token.everywhere).key("commissions").beginArray();
      for (const auto& commission : token.commissions) json.value(commission);
      json.endArray().member("account", token.accountId).member("createdAt", isoMoment(token.createdAt));
      json.member("expiresAt", isoMoment(token.expiresAt)).key("lastUsedAt");
      token.lastUsedAt ? json.value(isoMoment(*token.lastUsedAt)) : json.value(nullptr);
      json.member("revoked", token.revokedAt.has_value()).member("inForce", token.inForce).endObject();
    }
    return json.endArray().text() + "\n";
  }

  static std::string asText(const Session& session, const std::vector<ApiToken>& tokens) {
    const auto& messages = session.messages;
    if (tokens.empty()) return messages.text("token.none") + "\n";
    Table table({messages.text("token.id"), messages.text("token.name"), messages.text("token.scopes"),
                 messages.text("token.commissions"), messages.text("token.state"), messages.text("token.used")},
                {Table::Align::whole, Table::Align::left, Table::Align::left, Table::Align::left, Table::Align::left,
                 Table::Align::left});
    for (const auto& token : tokens) {
      const auto state = token.revokedAt ? messages.text("token.revokedState")
                         : token.inForce ? messages.text("token.until", {{"time", messages.time(token.expiresAt)}})
                                         : messages.text("token.expired");
      table.add({token.id, token.name, scopesOf(token),
                 token.everywhere ? messages.text("token.everywhere") : joined(token.commissions), state,
                 token.lastUsedAt ? messages.time(*token.lastUsedAt) : messages.text("token.never")});
    }
    return table.text(session.console.outWidth());
  }

  bool json_ = false;
};

class TokenRevoke final : public Command {
 public:
  std::string_view name() const override { return "token revoke"; }

  void declare(Arguments& arguments) override {
    arguments.value("token", token_, "token", "id").required();
    arguments.flag("--json", json_, "json");
  }

  int run(Session& session) override {
    ManageTokens(session.connections.database(), currentActor()).revoke(token_);
    reportDone(session, json_, "token", token_, "token.revoked");
    return kAllDone;
  }

 private:
  std::string token_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> makeTokenAddCommand() {
  return std::make_unique<TokenAdd>();
}

std::unique_ptr<Command> makeTokenListCommand() {
  return std::make_unique<TokenList>();
}

std::unique_ptr<Command> makeTokenRevokeCommand() {
  return std::make_unique<TokenRevoke>();
}

}  // namespace balalyk
