#include "connectors/portal/pages/InboxListPage.h"

#include "connectors/portal/pages/InboxAddress.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/casework/ConfirmBatch.h"
#include "pipeline/casework/ReviewInbox.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/WrittenDate.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

constexpr int kRows = 50;
constexpr int kRecent = 200;  // batches, among which those that are not finished are looked for

std::string flagsIn(const Document& document, const Messages& messages) {
  if (document.flags.empty()) return {};
  auto words = describeOnPage(messages, document.flags.front()).what;
  if (document.flags.size() > 1)
    words +=
        " " + messages.text("portal.applications.why.more", {{"count", std::to_string(document.flags.size() - 1)}});
  return words;
}

std::vector<ViewData> rowsOf(const InboxPage& page, const std::string& query, const Messages& messages,
                             const Zone& zone) {
  std::vector<ViewData> rows;
  for (const auto& [document, openedAt] : page.rows) {
    ViewData row;
    row.text("document", document.id).text("number", document.number).text("subject", document.subject);
    row.text("query", query).text("kind", messages.text(std::string("kind.") + toString(document.kind)));
    row.text("date", document.date ? shortDate(*document.date) : "");
    row.text("sent", dayAndTime(document.changedAt, zone)).flag("opened", openedAt.has_value());
    row.flag("hasFlags", !document.flags.empty()).text("flags", flagsIn(document, messages));
    row.flag("isLater", document.revision > 1).text("revision", std::to_string(document.revision));
    rows.push_back(std::move(row));
  }
  return rows;
}

void addTabs(ViewData& data, const InboxAddress& address, const std::vector<InboxCount>& counts,
             const Messages& messages) {
  std::int64_t all = 0, unopened = 0, flagged = 0;
  for (const auto& count : counts) {
    all += count.waiting;
    unopened += count.unopened;
    flagged += count.flagged;
  }
  std::vector<ViewData> tabs;
  const auto tab = [&](std::optional<Kind> kind, const std::string& name, std::int64_t waiting) {
    ViewData item;
    item.text("query", addressQuery(address.withKind(kind))).text("name", name);
    tabs.push_back(item.text("count", messages.number(waiting)).flag("current", address.filter.kind == kind));
  };
  tab(std::nullopt, messages.text("portal.inbox.kind.all"), all);
  for (const auto kind : allKinds()) {
    std::int64_t waiting = 0;
    for (const auto& count : counts)
      if (count.kind == kind) waiting = count.waiting;
    if (waiting > 0 || address.filter.kind == kind)
      tab(kind, messages.text(std::string("kind.") + toString(kind)), waiting);
  }
  data.list("tabs", std::move(tabs));
  data.text("standing", messages.text("portal.inbox.waiting", {{"count", std::to_string(all)},
                                                               {"unopened", std::to_string(unopened)},
                                                               {"flagged", std::to_string(flagged)}}));
  data.flag("nothing", all == 0);
}

// What is authorised is not in the list any more: a batch that was interrupted must not be forgotten.
std::vector<ViewData> unfinishedOf(const ConfirmBatch& batches, const Messages& messages, const Zone& zone) {
  std::vector<ViewData> items;
  for (const auto& batch : batches.recent(kRecent)) {
    if (!batch.authorised || !batch.receiptDigest.empty()) continue;
    ViewData item;
    item.text("batch", batch.id);
    items.push_back(
        item.text("words", messages.text("portal.inbox.unfinished", {{"time", dayAndTime(batch.preparedAt, zone)},
                                                                     {"count", std::to_string(batch.documents)}})));
  }
  return items;
}

}  // namespace

Response InboxListPage::show(Visit& visit) const {
  const auto& messages = visit.messages();
  const auto& given = visit.request().query;
  const auto address = inboxAddressOf(given);
  const ReviewInbox inbox(database_, visit.visitor()->account);
  const auto page = inbox.waiting(address.filter, address.after, kRows);
  ViewData data;
  visit.withForm(data);
  addTabs(data, address, inbox.counts(), messages);
  const auto& [kind, from, to] = address.filter;
  data.flag("hasKind", kind.has_value()).text("kind", kind ? toString(*kind) : "");
  data.text("from", from ? isoDate(*from) : "").text("to", to ? isoDate(*to) : "");
  data.flag("narrowed", from || to).flag("filtered", address.narrows());
  const auto query = addressQuery(address.withAfter(""));
  data.flag("hasRows", !page.rows.empty()).list("rows", rowsOf(page, query, messages, zone_));
  data.text("caption", messages.text("portal.inbox.caption", {{"count", std::to_string(page.rows.size())}}));
  data.flag("pager", !address.after.empty() || !page.next.empty());
  data.flag("hasFirst", !address.after.empty()).text("first", query);
  data.flag("hasNext", !page.next.empty()).text("next", addressQuery(address.withAfter(page.next)));
  data.list("unfinished", unfinishedOf(ConfirmBatch(database_, visit.visitor()->account), messages, zone_));
  data.flag("wasReturned", given.has("returned")).flag("nothingTicked", given.has("nothing"));
  return visit.page("inbox", messages.text("portal.inbox.title"), std::move(data));
}

}  // namespace balalyk
