#include "connectors/database/casework/SqlEventFeed.h"

#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <map>

#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"

namespace balalyk {
namespace {

constexpr int kLookedAt = 1'000;  // entries a call: most of a reader's commission may be far between

bool isAmong(const std::vector<std::string>& texts, const std::string& text) {
  return std::ranges::find(texts, text) != texts.end();
}

// Of an entry that is about no document.
void readDetail(const std::string& detail, FeedEvent& event) {
  try {
    const auto object = Poco::JSON::Parser().parse(detail).extract<Poco::JSON::Object::Ptr>();
    event.source = toString(Source::application);
    event.sourceKey = object->optValue<std::string>("application", "");
    event.state = object->optValue<std::string>("state", "");
  } catch (const Poco::Exception&) {
    throw Error("databaseCorrupt", {{"detail", "an entry of the audit trail"}});
  }
}

FeedEvent eventFrom(const SqlRow& row) {
  FeedEvent event{.sequence = row.integer("sequence"),
                  .at = toTimestamp(row.integer("at")),
                  .event = row.text("event"),
                  .commissionId = row.text("commission_id"),
                  .documentId = row.text("document_id"),
                  .kind = row.text("kind"),
                  .source = row.text("source"),
                  .sourceKey = row.text("source_key"),
                  .revision = static_cast<int>(row.integer("revision")),
                  .state = {}};
  if (event.documentId.empty()) readDetail(row.text("detail"), event);
  return event;
}

}  // namespace

FeedPage SqlEventFeed::after(std::int64_t sequence, const FeedFilter& filter, int limit) {
  FeedPage page{.events = {}, .next = sequence, .more = false};
  const auto rows = runner_.read([&](SqlSession& session) {
    return session.run(sql_["feed entries"], {sequence, std::int64_t{kLookedAt}}).rows;
  });
  std::vector<FeedEvent> found;
  std::vector<std::string> applications;
  for (const auto& row : rows) {
    const auto event = row.text("event");
    if (!isAmong(allFeedEvents(), event) || (!filter.events.empty() && !isAmong(filter.events, event))) continue;
    found.push_back(eventFrom(row));
    if (found.back().documentId.empty()) applications.push_back(found.back().sourceKey);
  }
  if (!applications.empty()) {
    std::map<std::string, std::string> commissions;
    const auto known = runner_.read([&](SqlSession& session) {
      return session.run(sql_["commissions of applications"], {jsonTexts(applications)}).rows;
    });
    for (const auto& row : known) commissions.emplace(row.text("id"), row.text("commission_id"));
    for (auto& event : found)
      if (event.documentId.empty()) event.commissionId = commissions[event.sourceKey];
  }
  for (auto& event : found) {
    if (!filter.everywhere && !isAmong(filter.commissions, event.commissionId)) continue;
    page.next = event.sequence;
    page.events.push_back(std::move(event));
    if (static_cast<int>(page.events.size()) == limit) {
      page.more = true;
      return page;
    }
  }
  if (!rows.empty()) page.next = rows.back().integer("sequence");
  page.more = static_cast<int>(rows.size()) == kLookedAt;
  return page;
}

std::int64_t SqlEventFeed::end() {
  return runner_.read(
      [&](SqlSession& session) { return session.run(sql_["audit end"]).rows.at(0).integer("sequence"); });
}

}  // namespace balalyk
