#include "connectors/portal/pages/ArchiveHistory.h"

#include <map>

#include "connectors/portal/pages/AccountVisitors.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/evidence/AuditDetail.h"

namespace balalyk {
namespace {

constexpr std::string_view kLogin = "login:";

// What an entry adds in a person's words; empty: nothing.
std::string detailOf(const AuditEntry& entry, const Messages& messages) {
  if (const auto reason = auditDetail(entry, "reason"); !reason.empty())
    return messages.text("portal.archive.history.reason", {{"reason", reason}});
  if (entry.event == "upgraded")
    return messages.text("portal.archive.history.level", {{"level", auditDetail(entry, "level")}});
  if (const auto flag = auditDetail(entry, "flag"); !flag.empty()) return describeOnPage(messages, {flag, {}}).what;
  return {};
}

}  // namespace

std::string actorText(const std::string& actor, const Document* document, PortalDatabase& database,
                      const Messages& messages) {
  if (actor.starts_with("worker-")) return messages.text("portal.archive.actor.program");
  if (actor.starts_with(kLogin) || actor.starts_with("uid:"))
    return messages.text("portal.archive.actor.commandLine",
                         {{"login", actor.starts_with(kLogin) ? actor.substr(kLogin.size()) : actor}});
  const auto named = [&](const std::string& role, const std::string& name) {
    return name.empty() ? role : role + ", " + name;
  };
  if (document && actor == document->chairpersonId)
    return named(messages.text("role.chairperson"), database.members().shownName(actor));
  const auto account = database.accounts().account(actor);
  if (!account) return messages.text("portal.archive.actor.program");
  std::string roles;
  for (const auto& grant : account->grants) {
    const auto role = messages.text(std::string("role.") + toString(grant.role));
    if (roles.find(role) == std::string::npos) roles += (roles.empty() ? "" : ", ") + role;
  }
  if (roles.empty()) roles = messages.text("portal.archive.actor.account");
  const auto visitor = AccountVisitors(database).find(actor);
  return named(roles, visitor ? visitor->name : "");
}

std::vector<web::ViewData> historyOf(const Document& document, PortalDatabase& database, const Messages& messages,
                                     const Zone& zone) {
  std::vector<web::ViewData> history;
  std::map<std::string, std::string> actors;  // asked once each
  for (const auto& entry : database.audit().ofDocument(document.id)) {
    web::ViewData item;
    const auto key = "portal.archive.event." + entry.event;
    auto [actor, isNew] = actors.try_emplace(entry.actor);
    if (isNew) actor->second = actorText(entry.actor, &document, database, messages);
    const auto detail = detailOf(entry, messages);
    item.text("at", dayAndTime(entry.at, zone)).text("actor", actor->second);
    item.text("what", messages.has(key) ? messages.text(key)
                                        : messages.text("portal.archive.event.other", {{"event", entry.event}}));
    history.push_back(item.flag("hasDetail", !detail.empty()).text("detail", detail));
  }
  return history;
}

}  // namespace balalyk
