#include "connectors/database/casework/SqlSavedViews.h"

#include <algorithm>

#include "pipeline/domain/Collation.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Text.h"
#include "pipeline/domain/Uuid.h"

namespace balalyk {

namespace {

std::string isoOrEmpty(const std::optional<Date>& date) {
  return date ? isoDate(*date) : "";
}

}  // namespace

std::vector<SavedView> SqlSavedViews::read(SqlSession& session, const std::string& accountId) const {
  std::vector<SavedView> views;
  for (const auto& row : session.run(sql_["saved views"], {accountId}).rows)
    views.push_back({.name = row.text("name"),
                     .filter = {.state = applicationStateFrom(row.text("state")),
                                .receivedFrom = dateFromIso(row.text("received_from")),
                                .receivedTo = dateFromIso(row.text("received_to")),
                                .benefit = row.text("benefit")},
                     .order = applicationOrderFrom(row.text("list_order")).value_or(ApplicationOrder::attention),
                     .id = row.text("id")});
  return views;
}

std::vector<SavedView> SqlSavedViews::list(const std::string& accountId) {
  auto views = runner_.read([&](SqlSession& session) { return read(session, accountId); });
  std::ranges::sort(
      views, [](const SavedView& left, const SavedView& right) { return compareKyrgyz(left.name, right.name) < 0; });
  return views;
}

bool SqlSavedViews::keep(const std::string& accountId, const SavedView& view) {
  const auto name = normaliseLine(storable(view.name));
  if (name.empty() || length(name) > kLongestName) return false;
  return runner_.write([&](SqlSession& session) {
    const auto there = read(session, accountId);
    const bool known = std::ranges::any_of(there, [&](const SavedView& one) { return one.name == name; });
    if (!known && there.size() >= static_cast<std::size_t>(kMost)) return false;
    const auto& filter = view.filter;
    session.run(sql_["keep saved view"],
                {newUuid(runner_.now(session)), accountId, name, filter.state ? toString(*filter.state) : "",
                 isoOrEmpty(filter.receivedFrom), isoOrEmpty(filter.receivedTo), storable(filter.benefit),
                 toString(view.order)});
    return true;
  });
}

void SqlSavedViews::remove(const std::string& accountId, const std::string& id) {
  runner_.write([&](SqlSession& session) { return session.run(sql_["remove saved view"], {accountId, id}); });
}

}  // namespace balalyk
