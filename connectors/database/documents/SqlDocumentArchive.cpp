#include "connectors/database/documents/SqlDocumentArchive.h"

#include <algorithm>

#include "connectors/database/documents/FindQuery.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

constexpr std::int64_t kFilesAtOnce = 1'000;

// Rows of state, problems as JSON, how many documents have just these.
std::vector<ProblemCount> problemCounts(const SqlResult& result) {
  std::vector<ProblemCount> counts;
  for (const auto& row : result.rows) {
    const auto state = stateFrom(row.text("state"));
    for (auto& problem : problemsFromJson(row.text("found"))) {
      const auto same =
          std::ranges::find_if(counts, [&](const auto& one) { return one.state == state && one.problem == problem; });
      if (same != counts.end()) {
        same->count += row.integer("documents");
      } else {
        counts.push_back({.state = state, .problem = std::move(problem), .count = row.integer("documents")});
      }
    }
  }
  return counts;
}

FrozenRecord frozenFrom(const SqlRow& row) {
  return {.documentId = row.text("id"),
          .source = sourceFrom(row.text("source")),
          .sourceKey = row.text("source_key"),
          .recordDigest = row.text("record_digest"),
          .sequence = row.integer("sequence"),
          .changedAt = toTimestamp(row.integer("changed_at")),
          .markedGone = row.flag("marked_gone")};
}

}  // namespace

std::vector<Document> SqlDocumentArchive::list(const SqlStatement& statement, std::initializer_list<SqlValue> values) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(statement, values); });
  std::vector<Document> documents;
  documents.reserve(result.rows.size());
  for (const auto& row : result.rows) documents.push_back(documentFrom(row));
  return documents;
}

std::optional<Document> SqlDocumentArchive::document(const std::string& id) {
  auto found = list(sql_["document"], {id});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::optional<Document> SqlDocumentArchive::latest(Source source, const std::string& sourceKey) {
  auto found = list(sql_["latest revision"], {std::string(toString(source)), sourceKey});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::optional<Document> SqlDocumentArchive::ofFile(const std::string& digest) {
  auto found = list(sql_["document of file"], {digest});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Document> SqlDocumentArchive::revisions(Source source, const std::string& sourceKey) {
  return list(sql_["revisions"], {std::string(toString(source)), sourceKey});
}

std::optional<std::string> SqlDocumentArchive::recordXml(const std::string& id) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["record xml"], {id}); });
  return result.rows.empty() ? std::nullopt : std::optional(result.rows[0].text("xml"));
}

std::vector<Document> SqlDocumentArchive::find(const DocumentQuery& query) {
  return runner_.read([&](SqlSession& session) { return balalyk::find(session, sql_, query); });
}

std::vector<StateCount> SqlDocumentArchive::counts() {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["counts"]); });
  std::vector<StateCount> counts;
  for (const auto& row : result.rows) {
    counts.push_back(
        {.state = stateFrom(row.text("state")), .kind = kindFrom(row.text("kind")), .count = row.integer("documents")});
  }
  return counts;
}

std::vector<CommissionCount> SqlDocumentArchive::draftedByCommission() {
  return byCommission("drafted by commission");
}

std::vector<CommissionCount> SqlDocumentArchive::sentByCommission() {
  return byCommission("sent by commission");
}

std::vector<CommissionCount> SqlDocumentArchive::byCommission(std::string_view statement) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_[statement]); });
  std::vector<CommissionCount> counts;
  for (const auto& row : result.rows)
    counts.push_back({.commissionId = row.text("commission_id"), .count = row.integer("documents")});
  return counts;
}

std::vector<LevelCount> SqlDocumentArchive::levelCounts() {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["level counts"]); });
  std::vector<LevelCount> counts;
  for (const auto& row : result.rows) counts.push_back({.level = row.text("level"), .count = row.integer("documents")});
  return counts;
}

std::vector<ProblemCount> SqlDocumentArchive::waitingCounts() {
  return problemCounts(runner_.read([&](SqlSession& session) { return session.run(sql_["waiting counts"]); }));
}

std::vector<ProblemCount> SqlDocumentArchive::flagCounts(Part part, std::chrono::milliseconds recent) {
  std::vector<std::string> codes;
  for (const auto& kind : allProblems())
    if (kind.part == part) codes.emplace_back(kind.code);
  auto counts = problemCounts(runner_.read([&](SqlSession& session) {
    return session.run(sql_["flag counts"], {jsonTexts(codes), std::int64_t{recent.count()}});
  }));
  std::erase_if(counts, [&](const ProblemCount& one) { return problemKind(one.problem.code).part != part; });
  return counts;
}

std::vector<Document> SqlDocumentArchive::inState(State state, int limit) {
  return list(sql_["documents in state"], {std::string(toString(state)), std::int64_t{limit}});
}

std::vector<Document> SqlDocumentArchive::waitingAgain(int limit) {
  return list(sql_["waiting again documents"], {std::int64_t{limit}});
}

std::vector<Document> SqlDocumentArchive::stoppedUpgrades(int limit) {
  return list(sql_["stopped upgrades"], {std::int64_t{limit}});
}

std::int64_t SqlDocumentArchive::countStoppedUpgrades() {
  return runner_.read(
      [&](SqlSession& session) { return session.run(sql_["count stopped upgrades"]).rows.at(0).integer("documents"); });
}

std::vector<Document> SqlDocumentArchive::stuck(std::chrono::milliseconds age, int limit) {
  return list(sql_["stuck documents"], {std::int64_t{age.count()}, std::int64_t{limit}});
}

// In steps, each within the deadline: an archive does not fit into one call.
void SqlDocumentArchive::forEachFile(
    const std::function<void(const std::string& documentId, const StoredFile&)>& visit) {
  const auto last = runner_.read(
      [&](SqlSession& session) { return session.run(sql_["last sequence"]).rows.at(0).integer("sequence"); });
  for (std::int64_t after = 0; after < last; after += kFilesAtOnce) {
    for (const auto* statement : {"files after", "containers after", "former containers after"}) {
      const auto result = runner_.read([&](SqlSession& session) {
        return session.run(sql_[statement], {after, after + kFilesAtOnce});
      });
      for (const auto& row : result.rows) {
        visit(row.text("id"), {row.text("name"), row.text("media_type"), row.text("digest"),
                               static_cast<std::uint64_t>(row.integer("size"))});
      }
    }
  }
  const auto setAside = runner_.read([&](SqlSession& session) { return session.run(sql_["set aside with a bundle"]); });
  for (const auto& row : setAside.rows) {
    for (const auto& problem : problemsFromJson(row.text("problems"))) {
      if (const auto bundle = problem.params.find("bundle"); bundle != problem.params.end()) {
        visit(row.text("id"), {"bundle.zip", "application/zip", bundle->second, 0});
      }
    }
  }
}

std::vector<FrozenRecord> SqlDocumentArchive::frozen(std::string_view statement,
                                                     std::initializer_list<SqlValue> values) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_[statement], values); });
  std::vector<FrozenRecord> records;
  records.reserve(result.rows.size());
  for (const auto& row : result.rows) records.push_back(frozenFrom(row));
  return records;
}

std::vector<FrozenRecord> SqlDocumentArchive::frozenIn(State state, const FrozenRecord& after, int limit) {
  return frozen("frozen in state",
                {std::string(toString(state)), toMilliseconds(after.changedAt), after.sequence, std::int64_t{limit}});
}

std::vector<FrozenRecord> SqlDocumentArchive::frozenPublished(std::int64_t afterSequence, int limit) {
  return frozen("frozen published", {afterSequence, std::int64_t{limit}});
}

std::vector<FrozenRecord> SqlDocumentArchive::frozenLists(std::chrono::year_month month) {
  return frozen("frozen lists", {isoDate(month / 1)});
}

}  // namespace balalyk
