#include "connectors/database/documents/SqlInbox.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

// A document's place in the order: whether it has no flags, when it was sent, its sequence.
struct Place {
  std::array<std::int64_t, 3> numbers{-1, -1, -1};

  static Place of(const SqlRow& row) {
    return {{row.text("flags") == "[]" ? 1 : 0, row.integer("changed_at"), sequenceOf(row)}};
  }
  std::string text() const { return fmt::format("{}-{}-{}", numbers[0], numbers[1], numbers[2]); }
};

Place placeIn(std::string_view text) {
  Place place;
  for (auto& number : place.numbers) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number < 0) return {};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.starts_with('-')) text.remove_prefix(1);
  }
  return text.empty() ? place : Place();
}

std::string dayOrAny(const std::optional<Date>& day) {
  return day ? isoDate(*day) : "";
}

InboxRow rowFrom(const SqlRow& row) {
  const auto opened = row.optionalInteger("opened_at");
  return {documentFrom(row), opened ? std::optional(toTimestamp(*opened)) : std::nullopt};
}

// What both directions of the list are asked with, up to so many.
std::vector<SqlValue> placed(const InboxQuery& query, const Place& place, std::int64_t limit) {
  const auto& [kind, from, to] = query.filter;
  return {jsonTexts(query.chairpersons),
          query.accountId,
          kind ? toString(*kind) : "",
          dayOrAny(from),
          dayOrAny(to),
          place.numbers[0],
          place.numbers[1],
          place.numbers[2],
          limit};
}

}  // namespace

InboxPage SqlInbox::list(const InboxQuery& query) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["inbox"], placed(query, placeIn(query.after), std::int64_t{query.limit} + 1));
  });
  InboxPage page;
  for (const auto& row : result.rows) {
    if (page.rows.size() == static_cast<std::size_t>(query.limit)) return page;
    page.rows.push_back(rowFrom(row));
    page.next = Place::of(row).text();
  }
  page.next.clear();
  return page;
}

InboxNeighbours SqlInbox::neighbours(const InboxQuery& query, const std::string& documentId) {
  return runner_.read([&](SqlSession& session) -> InboxNeighbours {
    const auto found = session.run(sql_["place in inbox"], {jsonTexts(query.chairpersons), documentId});
    if (found.rows.empty()) return {};
    const auto place = Place::of(found.rows[0]);
    const auto first = [&](const char* statement) {
      const auto rows = session.run(sql_[statement], placed(query, place, 1)).rows;
      return rows.empty() ? std::string() : rows[0].text("id");
    };
    return {first("inbox before"), first("inbox")};
  });
}

std::vector<InboxCount> SqlInbox::counts(const std::vector<std::string>& chairpersons, const std::string& accountId) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["inbox counts"], {jsonTexts(chairpersons), accountId});
  });
  std::vector<InboxCount> counts;
  for (const auto& row : result.rows)
    counts.push_back(
        {kindFrom(row.text("kind")), row.integer("waiting"), row.integer("flagged"), row.integer("unopened")});
  return counts;
}

std::vector<InboxRow> SqlInbox::these(const std::vector<std::string>& ids, const std::vector<std::string>& chairpersons,
                                      const std::string& accountId) {
  if (ids.empty()) return {};
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["of chairpersons"], {jsonTexts(chairpersons), accountId, jsonTexts(ids)});
  });
  std::vector<InboxRow> rows;
  for (const auto& row : result.rows) rows.push_back(rowFrom(row));
  return rows;
}

void SqlInbox::markOpened(const std::string& documentId, const std::string& contentDigest,
                          const std::string& accountId) {
  runner_.write(
      [&](SqlSession& session) {
        return session.run(sql_["mark document opened"], {accountId, documentId, contentDigest}).changed;
      },
      SqlAccess::lightWrite);
}

}  // namespace balalyk
