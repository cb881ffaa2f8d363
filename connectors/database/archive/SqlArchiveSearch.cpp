#include "connectors/database/archive/SqlArchiveSearch.h"

#include <algorithm>

#include "connectors/database/archive/ArchiveListing.h"
#include "connectors/database/casework/SqlPermission.h"
#include "connectors/database/documents/FindQuery.h"
#include "connectors/database/rows/DocumentRow.h"
#include "pipeline/domain/Text.h"

namespace balalyk {

namespace {

constexpr std::size_t kLongestName = 400;  // bytes: no name has more words than such a text can have

std::vector<Document> documentsOf(const SqlResult& result) {
  std::vector<Document> documents;
  documents.reserve(result.rows.size());
  for (const auto& row : result.rows) documents.push_back(documentFrom(row));
  return documents;
}

}  // namespace

ArchivePage SqlArchiveSearch::list(const ArchiveFilter& filter, const Permission& by, const std::string& after,
                                   int limit) {
  return runner_.read([&](SqlSession& session) { return listArchive(session, sql_, filter, by, after, limit); });
}

ArchiveFound SqlArchiveSearch::search(const std::string& name, const ArchiveFilter& filter, const Permission& by,
                                      int limit) {
  std::vector<std::string> commissions = by.commissions;
  if (!filter.commissionId.empty()) {
    if (!by.ofCommission(filter.commissionId)) return {};
    commissions = {filter.commissionId};
  } else if (by.everywhere) {
    commissions = {""};
  }
  ArchiveFound found;
  for (const auto& commission : commissions) {
    const DocumentQuery query{.number = filter.number,
                              .name = shortened(name, kLongestName),
                              .from = filter.from,
                              .to = filter.to,
                              .commissionId = commission,
                              .state = filter.state,
                              .kind = filter.kind,
                              .level = filter.level,
                              .published = true,
                              .withSuperseded = filter.withSuperseded,
                              .limit = limit + 1};
    auto of = runner_.read([&](SqlSession& session) { return find(session, sql_, query); });
    std::ranges::move(of, std::back_inserter(found.rows));
  }
  std::ranges::stable_sort(found.rows,
                           [](const Document& left, const Document& right) { return left.date > right.date; });
  found.more = found.rows.size() > static_cast<std::size_t>(limit);
  if (found.more) found.rows.resize(static_cast<std::size_t>(limit));
  return found;
}

std::optional<Document> SqlArchiveSearch::document(const std::string& id, const Permission& by) {
  auto found = documentsOf(runner_.read([&](SqlSession& session) {
    return session.run(sql_["archived document"], {id, everywhereOf(by), commissionsOf(by)});
  }));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Document> SqlArchiveSearch::these(const std::vector<std::string>& ids, const Permission& by) {
  if (ids.empty()) return {};
  return documentsOf(runner_.read([&](SqlSession& session) {
    return session.run(sql_["these archived"], {jsonTexts(ids), everywhereOf(by), commissionsOf(by)});
  }));
}

}  // namespace balalyk
