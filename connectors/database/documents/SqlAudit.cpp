#include "connectors/database/documents/SqlAudit.h"

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"

namespace balalyk {

namespace {

constexpr std::int64_t kEntriesAtOnce = 2'000;

AuditEntry entryFrom(const SqlRow& row) {
  return {.sequence = row.integer("sequence"),
          .at = toTimestamp(row.integer("at")),
          .actor = row.text("actor"),
          .event = row.text("event"),
          .documentId = row.text("document_id"),
          .detail = row.text("detail"),
          .previousHash = row.text("previous_hash"),
          .hash = row.text("hash")};
}

}  // namespace

// In steps, each within the deadline. Entries that others append meanwhile are read along.
std::optional<std::int64_t> SqlAudit::walk(const std::function<void(const AuditEntry&)>& visit) {
  AuditEntry last{.hash = std::string(64, '0')};
  while (true) {
    const auto [rows, end] = runner_.snapshot([&](SqlSession& session) {
      return std::pair(session.run(sql_["audit entries after"], {last.sequence, kEntriesAtOnce}).rows,
                       session.run(sql_["audit end"]).rows);
    });
    for (const auto& row : rows) {
      auto entry = entryFrom(row);
      const bool fits =
          entry.sequence == last.sequence + 1 && entry.previousHash == last.hash && entry.hash == auditHash(entry);
      if (!fits) return last.sequence + 1;
      visit(entry);
      last = std::move(entry);
    }
    if (static_cast<std::int64_t>(rows.size()) == kEntriesAtOnce) continue;
    // Entries cut off at the end are missed by the head.
    const bool whole = !end.empty() && end[0].integer("sequence") == last.sequence && end[0].text("hash") == last.hash;
    return whole ? std::nullopt : std::optional(last.sequence + 1);
  }
}

AuditHead SqlAudit::head() {
  return runner_.read([&](SqlSession& session) {
    const auto rows = session.run(sql_["audit end"]).rows;
    if (rows.empty()) throw Error("databaseCorrupt", {{"detail", "the audit trail has no head"}});
    return AuditHead{rows[0].integer("sequence"), rows[0].text("hash")};
  });
}

std::vector<AuditEntry> SqlAudit::ofDocument(const std::string& documentId) {
  const auto result =
      runner_.read([&](SqlSession& session) { return session.run(sql_["audit entries of document"], {documentId}); });
  std::vector<AuditEntry> entries;
  for (const auto& row : result.rows) entries.push_back(entryFrom(row));
  return entries;
}

std::int64_t SqlAudit::size() {
  return runner_.read(
      [&](SqlSession& session) { return session.run(sql_["audit end"]).rows.at(0).integer("sequence"); });
}

void SqlAudit::append(const std::string& actor, const std::string& event, const std::string& detail) {
  runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    changes.note("", event, detail);
    changes.write();
    return true;
  });
}

}  // namespace balalyk
