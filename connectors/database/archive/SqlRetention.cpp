#include "connectors/database/archive/SqlRetention.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "connectors/database/archive/ArchiveListing.h"
#include "connectors/database/casework/SqlPermission.h"
#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

LegalHold holdFrom(const SqlRow& row) {
  return {.documentId = row.text("document_id"),
          .accountId = row.text("account_id"),
          .reason = row.text("reason"),
          .setAt = toTimestamp(row.integer("set_at"))};
}

Tombstone tombstoneFrom(const SqlRow& row) {
  return {.documentId = row.text("document_id"),
          .kind = kindFrom(row.text("kind")),
          .commissionId = row.text("commission_id"),
          .number = row.text("number"),
          .date = dateFromIso(row.text("date")),
          .recordDigest = row.text("record_digest"),
          .containerDigest = row.text("container_digest"),
          .certificateDigest = row.text("certificate_digest"),
          .actor = row.text("actor"),
          .reason = row.text("reason"),
          .removedAt = toTimestamp(row.integer("removed_at"))};
}

// The 29th of February ends on the 28th.
Date yearsFrom(Date day, int years) {
  const auto moved = day + std::chrono::years(years);
  return moved.ok() ? moved : moved.year() / moved.month() / std::chrono::last;
}

}  // namespace

std::optional<LegalHold> SqlRetention::hold(const std::string& documentId) {
  const auto rows =
      runner_.read([&](SqlSession& session) { return session.run(sql_["hold of document"], {documentId}); }).rows;
  return rows.empty() ? std::nullopt : std::optional(holdFrom(rows[0]));
}

std::vector<LegalHold> SqlRetention::holds(const Permission& by, int limit) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["holds"], {everywhereOf(by), commissionsOf(by), std::int64_t{limit}});
  });
  std::vector<LegalHold> holds;
  for (const auto& row : result.rows) holds.push_back(holdFrom(row));
  return holds;
}

bool SqlRetention::setHold(const std::string& documentId, const std::string& reason, const std::string& accountId) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, accountId);
    if (session.run(sql_["set hold"], {documentId, accountId, reason}).changed == 0) return false;
    changes.note(documentId, "holdSet", jsonObject({{"reason", reason}}));
    changes.write();
    return true;
  });
}

bool SqlRetention::liftHold(const std::string& documentId, const std::string& reason, const std::string& accountId) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, accountId);
    if (session.run(sql_["lift hold"], {documentId}).changed == 0) return false;
    changes.note(documentId, "holdLifted", jsonObject({{"reason", reason}}));
    changes.write();
    return true;
  });
}

std::vector<DueDocument> SqlRetention::due(const RetentionYears& years, int limit) {
  return runner_.read([&](SqlSession& session) {
    const auto today = dateFromIso(runner_.today(session)).value();
    std::vector<DueDocument> due;
    for (const auto& [kind, kept] : years) {
      const auto sequences = oldestOf(session, sql_, kind, yearsFrom(today, -kept), limit);
      for (auto& document : documentsBySequence(session, sql_, sequences)) {
        const auto until = yearsFrom(document.date.value_or(today), kept);
        if (until < today) due.push_back({std::move(document), until});
      }
    }
    std::ranges::stable_sort(due, {}, &DueDocument::keptUntil);
    if (due.size() > static_cast<std::size_t>(limit)) due.resize(static_cast<std::size_t>(limit));
    std::vector<std::string> ids;
    for (const auto& one : due) ids.push_back(one.document.id);
    std::set<std::string> held;
    for (const auto& row : session.run(sql_["held among"], {jsonTexts(ids)}).rows) held.insert(row.text("id"));
    for (auto& one : due) one.held = held.contains(one.document.id);
    return due;
  });
}

Removal SqlRetention::remove(const std::string& documentId, const RetentionYears& years, const std::string& reason,
                             const std::string& actor) {
  return runner_.write([&](SqlSession& session) -> Removal {
    ChangeLog changes(session, sql_, actor);  // holding it, nobody sets a hold or moves the document
    const auto rows = session.run(sql_["document to remove"], {documentId}).rows;
    if (rows.empty()) return {Removed::notFound};
    const auto& row = rows[0];
    const auto document = documentFrom(row);
    const auto kept = years.find(document.kind);
    const auto today = dateFromIso(runner_.today(session)).value();
    if (kept == years.end() || !document.date || yearsFrom(*document.date, kept->second) >= today)
      return {Removed::notDue};
    if (!session.run(sql_["hold of document"], {documentId}).rows.empty()) return {Removed::held};
    if (row.flag("due")) return {Removed::underWay};
    const auto sequence = sequenceOf(row);
    Removal removal{Removed::done};
    for (const auto& file : session.run(sql_["files of removed"], {sequence}).rows)
      removal.files.push_back(file.text("digest"));
    session.run(sql_["tombstone"], {documentId, actor, reason});
    for (const auto& digest : removal.files) session.run(sql_["remove leaves"], {digest});
    for (const auto* statement : {"remove words", "remove record", "remove files", "remove former containers"})
      session.run(sql_[statement], {sequence});
    session.run(sql_["remove document"], {sequence});
    // A list or an uploaded file may be another document's too.
    std::erase_if(removal.files, [&](const std::string& digest) {
      return !session.run(sql_["file of another"], {digest}).rows.empty();
    });
    for (const auto& one : session.run(sql_["exports with document"], {documentId}).rows) {
      session.run(sql_["remove export"], {one.text("id")});
      removal.files.push_back(one.text("digest"));
    }
    if (document.state == State::published) changes.counted(document.level, -1);
    changes.note(documentId, "removed",
                 jsonObject({{"containerDigest", document.container ? document.container->digest : ""},
                             {"reason", reason},
                             {"recordDigest", document.recordDigest}}));
    changes.write();
    return removal;
  });
}

std::optional<Tombstone> SqlRetention::tombstone(const std::string& documentId) {
  const auto rows =
      runner_.read([&](SqlSession& session) { return session.run(sql_["tombstone of document"], {documentId}); }).rows;
  return rows.empty() ? std::nullopt : std::optional(tombstoneFrom(rows[0]));
}

std::vector<Tombstone> SqlRetention::tombstones(const Permission& by, int limit) {
  const auto result = runner_.read([&](SqlSession& session) {
    return session.run(sql_["tombstones"], {everywhereOf(by), commissionsOf(by), std::int64_t{limit}});
  });
  std::vector<Tombstone> tombstones;
  for (const auto& row : result.rows) tombstones.push_back(tombstoneFrom(row));
  return tombstones;
}

}  // namespace balalyk
