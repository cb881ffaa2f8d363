#include "connectors/database/archive/SqlArchiveExports.h"

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/Uuid.h"

namespace balalyk {

namespace {

std::optional<Timestamp> timeIn(const SqlRow& row, std::string_view column) {
  const auto value = row.optionalInteger(column);
  return value ? std::optional(toTimestamp(*value)) : std::nullopt;
}

ExportState stateIn(const std::string& word) {
  for (const auto state : {ExportState::waiting, ExportState::ready, ExportState::failed, ExportState::removed})
    if (word == toString(state)) return state;
  throw Error("unknownWord", {{"type", "export state"}});
}

ArchiveExport exportFrom(const SqlRow& row) {
  const auto kind = exportKindFrom(row.text("kind"));
  if (!kind) throw Error("unknownWord", {{"type", "export kind"}});
  return {.id = row.text("id"),
          .accountId = row.text("account_id"),
          .kind = *kind,
          .state = stateIn(row.text("state")),
          .documents = row.integer("documents"),
          .orderedAt = toTimestamp(row.integer("ordered_at")),
          .readyAt = timeIn(row, "ready_at"),
          .removedAt = timeIn(row, "removed_at"),
          .digest = row.text("digest"),
          .size = row.integer("size"),
          .manifestDigest = row.text("manifest_digest"),
          .stamped = row.flag("stamped"),
          .problems = problemsFromJson(row.text("problems")),
          .attempts = static_cast<int>(row.integer("attempts")),
          .token = row.integer("token")};
}

std::vector<ArchiveExport> exportsOf(const SqlResult& result) {
  std::vector<ArchiveExport> exports;
  for (const auto& row : result.rows) exports.push_back(exportFrom(row));
  return exports;
}

}  // namespace

std::string SqlArchiveExports::order(const std::string& accountId, ExportKind kind,
                                     const std::vector<std::string>& documents, const std::string& given) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, accountId);
    if (!given.empty() && !session.run(sql_["export"], {given}).rows.empty()) return given;
    auto id = given.empty() ? newUuid(changes.now()) : given;
    const auto count = static_cast<std::int64_t>(documents.size());
    session.run(sql_["order export"], {id, accountId, std::string(toString(kind)), count});
    JsonRows rows;
    for (std::int64_t i = 0; i < count; ++i)
      rows.row().integer("position", i).text("document_id", documents[static_cast<std::size_t>(i)]);
    session.run(sql_["order export document"], {id, rows.str()});
    changes.note("", "exportOrdered",
                 jsonObject({{"documents", std::to_string(count)}, {"export", id}, {"kind", toString(kind)}}));
    changes.write();
    return id;
  });
}

std::vector<ArchiveExport> SqlArchiveExports::of(const std::string& accountId, int limit) {
  return exportsOf(runner_.read([&](SqlSession& session) {
    return session.run(sql_["exports of account"], {accountId, std::int64_t{limit}});
  }));
}

std::optional<ArchiveExport> SqlArchiveExports::find(const std::string& id, const std::string& accountId) {
  auto found = exportsOf(runner_.read([&](SqlSession& session) {
    return session.run(sql_["export of account"], {id, accountId});
  }));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<std::string> SqlArchiveExports::documentsOf(const std::string& id) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["documents of export"], {id}); });
  std::vector<std::string> ids;
  for (const auto& row : result.rows) ids.push_back(row.text("document_id"));
  return ids;
}

bool SqlArchiveExports::any(std::string_view statement, std::initializer_list<SqlValue> values) {
  return runner_.read(
      [&](SqlSession& session) { return session.run(sql_[statement], values).rows.at(0).integer("exports") > 0; });
}

std::optional<ArchiveExport> SqlArchiveExports::claim(std::chrono::milliseconds lease) {
  if (!any("count due exports", {})) return std::nullopt;
  return runner_.write([&](SqlSession& session) -> std::optional<ArchiveExport> {
    const auto due = session.run(sql_["due export"]).rows;
    if (due.empty()) return std::nullopt;
    session.run(sql_["claim export"], {due[0].text("id"), std::int64_t{lease.count()}});
    return exportFrom(session.run(sql_["export"], {due[0].text("id")}).rows.at(0));
  });
}

bool SqlArchiveExports::finish(const ArchiveExport& claimed, const ExportResult& result, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    const auto changed = session
                             .run(sql_["finish export"], {claimed.id, claimed.token, result.digest, result.size,
                                                          result.manifestDigest, std::int64_t{result.stamped ? 1 : 0}})
                             .changed;
    if (changed == 0) return false;
    changes.note("", "exportReady", jsonObject({{"export", claimed.id}, {"manifestDigest", result.manifestDigest}}));
    changes.write();
    return true;
  });
}

bool SqlArchiveExports::fail(const ArchiveExport& claimed, const Problem& problem,
                             std::optional<std::chrono::milliseconds> retryAfter) {
  return runner_.write([&](SqlSession& session) {
    const std::int64_t wait = retryAfter ? retryAfter->count() : -1;
    return session.run(sql_["fail export"], {claimed.id, claimed.token, problemsToJson({problem}), wait}).changed > 0;
  });
}

std::vector<ArchiveExport> SqlArchiveExports::failed(std::chrono::milliseconds age, int limit) {
  return exportsOf(runner_.read([&](SqlSession& session) {
    return session.run(sql_["failed exports"], {std::int64_t{age.count()}, std::int64_t{limit}});
  }));
}

bool SqlArchiveExports::retry(const std::string& id, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    if (session.run(sql_["retry export"], {id}).changed == 0) return false;
    changes.note("", "exportRetried", jsonObject({{"export", id}}));
    changes.write();
    return true;
  });
}

std::vector<ArchiveExport> SqlArchiveExports::expire(std::chrono::milliseconds age, int limit) {
  if (!any("count old exports", {std::int64_t{age.count()}})) return {};
  return runner_.write([&](SqlSession& session) {
    auto old = exportsOf(session.run(sql_["old exports"], {std::int64_t{age.count()}, std::int64_t{limit}}));
    for (const auto& one : old) session.run(sql_["remove export"], {one.id});
    return old;
  });
}

std::vector<std::string> SqlArchiveExports::files() {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["files of exports"]); });
  std::vector<std::string> digests;
  for (const auto& row : result.rows) digests.push_back(row.text("digest"));
  return digests;
}

}  // namespace balalyk
