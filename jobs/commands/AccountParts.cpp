#include "jobs/commands/AccountParts.h"

#include "connectors/keys/PasswordSource.h"
#include "jobs/output/Console.h"
#include "jobs/text/Messages.h"
#include "jobs/wiring/Actor.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/Error.h"
#include "pipeline/ports/PortalDatabase.h"
#include "signing/JsonWriter.h"

namespace balalyk {

ManageAccounts manageAccounts(Session& session) {
  auto& database = session.connections.database();
  return ManageAccounts({.accounts = database.accounts(),
                         .members = database.members(),
                         .passwords = session.connections.accountPasswords(),
                         .now = [&database] { return database.now(); }},
                        currentActor());
}

signing::Secret passwordFromDescriptor(int descriptor) {
  return signing::Secret::fromFileDescriptor(descriptor);
}

signing::Secret typedPassword(Session& session) {
  const auto ask = [&](const char* key) {
    const auto source = passwordsFromTerminal([&](const std::string&) { return session.messages.text(key) + " "; });
    auto typed = source->password("");
    return typed ? *std::move(typed) : signing::Secret();
  };
  auto password = ask("account.askPassword");
  if (ask("account.askAgain").reveal() != password.reveal()) throw Error("passwordsDiffer");
  return password;
}

void reportFirstPassword(Session& session, const Account& account, bool json) {
  const auto password = manageAccounts(session).firstPassword(account);
  const std::string shown(password.reveal());
  session.console.result((json ? signing::JsonWriter()
                                     .beginObject()
                                     .member("account", account.id)
                                     .member("password", shown)
                                     .endObject()
                                     .text()
                               : session.messages.text("account.firstPassword", {{"password", shown}})) +
                         "\n");
}

}  // namespace balalyk
