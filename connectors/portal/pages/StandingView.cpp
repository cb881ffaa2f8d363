#include "connectors/portal/pages/StandingView.h"

#include <algorithm>

#include "connectors/portal/pages/PageText.h"
#include "pipeline/domain/WrittenDate.h"

namespace balalyk {
namespace {

using web::ViewData;

std::string periodOf(const Authorisation& standing) {
  return (standing.validFrom ? shortDate(*standing.validFrom) : "") + "–" +
         (standing.validTo ? shortDate(*standing.validTo) : "");
}

// "revoked", "over", "ahead", "force"
std::string stateOf(const Authorisation& standing, Date today) {
  if (standing.revokedAt) return "revoked";
  if (standing.validTo && *standing.validTo < today) return "over";
  if (standing.validFrom && *standing.validFrom > today) return "ahead";
  return "force";
}

}  // namespace

std::string kindsIn(const std::vector<Kind>& kinds, const Messages& messages) {
  std::string text;
  for (const auto kind : kinds)
    text += (text.empty() ? "" : ", ") + messages.text(std::string("kind.") + toString(kind));
  return text;
}

std::string nameOf(const std::string& commissionId, PortalDatabase& database, const Messages& messages) {
  const auto commission = database.applications().commission(commissionId);
  return commission ? commission->name.in(recordLanguage(messages)) : commissionId;
}

std::vector<ViewData> commissionChoices(const std::vector<Grant>& chairs, const std::string& chosen,
                                        PortalDatabase& database, const Messages& messages) {
  std::vector<ViewData> items;
  for (const auto& chair : chairs) {
    ViewData item;
    item.text("id", chair.place).text("name", nameOf(chair.place, database, messages));
    items.push_back(item.flag("chosen", chair.place == chosen));
  }
  return items;
}

std::vector<ViewData> kindChoices(const std::vector<Kind>& chosen, const Messages& messages) {
  std::vector<ViewData> items;
  for (const auto kind : allKinds()) {
    const std::string word = toString(kind);
    ViewData item;
    item.text("word", word).text("name", messages.text("kind." + word));
    items.push_back(item.flag("chosen", std::ranges::find(chosen, kind) != chosen.end()));
  }
  return items;
}

std::vector<ViewData> wordsOf(const std::vector<Kind>& kinds) {
  std::vector<ViewData> items;
  for (const auto kind : kinds) {
    ViewData item;
    items.push_back(item.text("word", toString(kind)));
  }
  return items;
}

ViewData shown(const Authorisation& standing, Date today, const Zone& zone, const Messages& messages) {
  ViewData data;
  const auto state = stateOf(standing, today);
  data.text("standing", standing.id).text("kinds", kindsIn(standing.kinds, messages));
  data.text("period", periodOf(standing)).text("granted", dayAndTime(standing.recordedAt, zone));
  data.text("stateClass", state).text("stateWord", messages.text("portal.standing.state." + state));
  data.text("covered", messages.number(standing.documents)).flag("isOpen", state == "force" || state == "ahead");
  const auto revoked = standing.revokedAt ? dayAndTime(*standing.revokedAt, zone) : std::string();
  return data.text("revokedAt", revoked);
}

std::vector<ViewData> rowsOf(const std::vector<InboxRow>& covered, const Messages& messages) {
  std::vector<ViewData> rows;
  for (const auto& [document, openedAt] : covered) {
    const std::string state = toString(document.state);
    ViewData row;
    row.text("document", document.id).text("number", document.number).text("subject", document.subject);
    row.text("kind", messages.text(std::string("kind.") + toString(document.kind)));
    row.text("documentClass", state).text("documentWord", messages.text("state." + state));
    const auto date = document.date ? shortDate(*document.date) : std::string();
    rows.push_back(row.text("date", date));
  }
  return rows;
}

}  // namespace balalyk
