#include "connectors/database/documents/SqlEvidence.h"

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"

namespace balalyk {

namespace {

const char* wordOf(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::seal:
      return "seal";
    case EvidenceKind::renewal:
      return "renewal";
    case EvidenceKind::rehash:
      break;
  }
  return "rehash";
}

EvidenceKind kindOf(const std::string& word) {
  if (word == "seal") return EvidenceKind::seal;
  if (word == "renewal") return EvidenceKind::renewal;
  if (word == "rehash") return EvidenceKind::rehash;
  throw Error("unknownWord", {{"type", "evidence"}});
}

EvidenceSet setFrom(const SqlRow& row) {
  return {.id = row.integer("id"),
          .kind = kindOf(row.text("kind")),
          .algorithm = row.text("algorithm"),
          .treeDigest = row.text("tree_digest"),
          .tokenDigest = row.text("token_digest"),
          .auditDigest = row.text("audit_digest"),
          .leaves = row.integer("leaves"),
          .stampedAt = toTimestamp(row.integer("stamped_at")),
          .validUntil = toTimestamp(row.integer("valid_until")),
          .assigned = row.integer("assigned"),
          .renewedBy = row.optionalInteger("renewed_by"),
          .renewedLeaf = row.optionalInteger("renewed_leaf"),
          .closed = row.flag("closed")};
}

std::int64_t insert(SqlSession& session, const SqlCatalogue& sql, ChangeLog& changes, const EvidenceSet& set,
                    EvidenceKind kind) {
  const auto id =
      session
          .run(sql["insert evidence"], {wordOf(kind), set.algorithm, set.treeDigest, set.tokenDigest, set.leaves,
                                        toMilliseconds(set.stampedAt), toMilliseconds(set.validUntil), set.auditDigest})
          .rows.at(0)
          .integer("id");
  changes.note("", std::string("evidence-") + wordOf(kind),
               jsonObject({{"evidence", std::to_string(id)},
                           {"algorithm", set.algorithm},
                           {"leaves", std::to_string(set.leaves)},
                           {"treeDigest", set.treeDigest},
                           {"tokenDigest", set.tokenDigest}}));
  return id;
}

}  // namespace

std::vector<UnsealedContainer> SqlEvidence::unsealed(const std::string& afterDigest, int limit) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["unsealed containers"], {afterDigest, std::int64_t{limit}});
  });
  std::vector<UnsealedContainer> containers;
  for (const auto& row : result.rows) containers.push_back({row.text("id"), row.text("container_digest")});
  return containers;
}

std::int64_t SqlEvidence::countUnsealed() {
  return runner_.read(
      [&](SqlSession& session) { return session.run(sql_["count unsealed"]).rows.at(0).integer("documents"); });
}

std::int64_t SqlEvidence::recordSeal(const EvidenceSet& set, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    const auto id = insert(session, sql_, changes, set, EvidenceKind::seal);
    changes.write();
    return id;
  });
}

std::int64_t SqlEvidence::recordRenewal(const EvidenceSet& set, std::span<const Renewed> renewed,
                                        const std::string& actor) {
  JsonRows rows;
  for (const auto& [evidence, leaf] : renewed) rows.row().integer("of_evidence", evidence).integer("of_leaf", leaf);
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    const auto id = insert(session, sql_, changes, set, EvidenceKind::renewal);
    session.run(sql_["mark renewed"], {rows.str(), id});
    changes.write();
    return id;
  });
}

std::optional<std::int64_t> SqlEvidence::recordRehash(const EvidenceSet& set, std::int64_t lastKnown, bool whole,
                                                      const std::string& actor) {
  return runner_.write([&](SqlSession& session) -> std::optional<std::int64_t> {
    ChangeLog changes(session, sql_, actor);
    if (!session.run(sql_["newer chains"], {lastKnown}).rows.empty()) return std::nullopt;
    const auto id = insert(session, sql_, changes, set, EvidenceKind::rehash);
    // What was sealed meanwhile is not in the new tree.
    if (whole) session.run(sql_["close evidence"], {lastKnown + 1});
    changes.write();
    return id;
  });
}

void SqlEvidence::assign(std::int64_t set, std::int64_t first, std::span<const std::string> digests) {
  JsonRows rows;
  auto leaf = first;
  for (const auto& digest : digests) rows.row().text("of_container", digest).integer("of_leaf", leaf++);
  const auto texts = jsonTexts({digests.begin(), digests.end()});
  runner_.write([&](SqlSession& session) {
    // Rows of documents are locked after the head, as by everybody else.
    const ChangeLog order(session, sql_, "evidence");
    session.run(sql_["assign leaves"], {rows.str(), set});
    session.run(sql_["mark sealed"], {texts});
    return session.run(sql_["mark assigned"], {set, leaf}).changed;
  });
}

std::optional<EvidenceSet> SqlEvidence::set(std::int64_t id) {
  const auto found = list("evidence", {id});
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::int64_t SqlEvidence::last() {
  return runner_.read([&](SqlSession& session) { return session.run(sql_["last evidence"]).rows.at(0).integer("id"); });
}

std::vector<EvidencePlace> SqlEvidence::places(const std::string& containerDigest) {
  const auto result =
      runner_.read([&](SqlSession& session) { return session.run(sql_["evidence places"], {containerDigest}); });
  std::vector<EvidencePlace> places;
  for (const auto& row : result.rows) places.push_back({setFrom(row), row.integer("leaf")});
  return places;
}

std::vector<EvidenceSet> SqlEvidence::list(std::string_view statement, std::initializer_list<SqlValue> values) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_[statement], values); });
  std::vector<EvidenceSet> sets;
  for (const auto& row : result.rows) sets.push_back(setFrom(row));
  return sets;
}

}  // namespace balalyk
