#include "Archive.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "Names.h"
#include "connectors/database/session/Connection.h"
#include "pipeline/domain/SearchKey.h"

namespace balalyk::bench {

namespace {

using Clock = std::chrono::steady_clock;

// The words of archive.sql that each database spells in its way.
std::string archiveScript(SqlDialect dialect, std::int64_t first, std::int64_t count) {
  std::ifstream file(ARCHIVE_SQL);
  if (!file) throw std::runtime_error("archive.sql is not where it was built from");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  const bool sqlite = dialect == SqlDialect::sqlite;
  const std::pair<std::string, std::string> words[] = {
      {"<first>", std::to_string(first)},
      {"<surnames>", std::to_string(kSurnames)},
      {"<given>", std::to_string(kGivenNames)},
      {"<series>", sqlite
                       ? fmt::format("(WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {}) "
                                     "SELECT i FROM c)",
                                     count)
                       : fmt::format("generate_series(1, {}) AS i", count)},
      {"<uuid>", sqlite
                     ? "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) "
                       "|| '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
                     : "gen_random_uuid()::text"},
      {"<commission>", sqlite ? "printf('K%03d', n % 452)" : "'K' || lpad((n % 452)::text, 3, '0')"},
      {"<digest>", sqlite ? "lower(hex(randomblob(32)))" : "encode(sha256(i::text::bytea), 'hex')"},
      {"<overriding>", sqlite ? "" : "OVERRIDING SYSTEM VALUE"},
      {"<date>", sqlite ? "date(at / 1000, 'unixepoch')" : "to_char(to_timestamp(at / 1000), 'YYYY-MM-DD')"},
      {"<day>", sqlite ? "CAST(strftime('%Y%m%d', at / 1000, 'unixepoch') AS INTEGER)"
                       : "to_char(to_timestamp(at / 1000), 'YYYYMMDD')::INTEGER"}};
  for (const auto& [word, meaning] : words) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + meaning.size())) {
      text.replace(at, word.size(), meaning);
    }
  }
  return text;
}

std::string nameTable(bool sqlite) {
  std::string text =
      fmt::format("CREATE TEMP TABLE bench_name (part TEXT, i INTEGER, text TEXT, word TEXT{}, PRIMARY KEY (part, i));",
                  sqlite ? "" : " COLLATE \"C\"");
  const auto add = [&](const char* part, int i, const std::string& name) {
    text += fmt::format("INSERT INTO bench_name VALUES ('{}', {}, '{}', '{}');", part, i, name, searchKey(name));
  };
  for (int i = 0; i < kSurnames; ++i) add("s", i, surname(i));
  for (int i = 0; i < kGivenNames; ++i) add("g", i, givenName(i));
  for (int i = 0; i < kGivenNames; ++i) add("p", i, givenName(i) + "ович");
  return text + "ANALYZE bench_name;";
}

}  // namespace

std::unique_ptr<SqlSession> sessionOf(const std::string& connection) {
  return makeEngine(connection, {.deadline = std::chrono::hours(1)})->connect(Clock::now() + std::chrono::hours(1));
}

void growArchive(const std::string& connection, std::int64_t size) {
  const auto session = sessionOf(connection);
  const auto count = [&](const char* what) {
    return session->run({"", fmt::format("SELECT coalesce({}, 0) AS value FROM balalyk_document", what)})
        .rows.at(0)
        .integer("value");
  };
  const auto have = count("count(*)");
  if (have >= size) return;
  const auto begin = Clock::now();
  const bool sqlite = connection.starts_with("sqlite:");
  const auto indexes =
      session
          ->run({"",
                 sqlite
                     ? "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
                     : "SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE tablename LIKE 'balalyk_%' AND "
                       "schemaname = current_schema() AND indexdef NOT LIKE 'CREATE UNIQUE%'"})
          .rows;
  session->script(sqlite
                      ? "PRAGMA journal_mode = OFF; PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA "
                        "cache_size = -400000"
                      : "SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'; "
                        "SET maintenance_work_mem = '512MB'; RESET enable_seqscan; RESET enable_hashjoin; "
                        "RESET enable_mergejoin; RESET plan_cache_mode");
  session->script("BEGIN");
  for (const auto& index : indexes) session->script("DROP INDEX " + index.text("name"));
  session->script(nameTable(sqlite));
  session->script(
      archiveScript(sqlite ? SqlDialect::sqlite : SqlDialect::postgresql, count("max(sequence)"), size - have));
  for (const auto& index : indexes) session->script(index.text("sql"));
  if (!sqlite) {
    session->script(
        "SELECT setval(pg_get_serial_sequence('balalyk_document', 'sequence'), max(sequence)) FROM "
        "balalyk_document");
  }
  session->script("COMMIT");
  session->script(sqlite ? "ANALYZE; PRAGMA journal_mode = WAL" : "VACUUM ANALYZE");
  if (!sqlite) session->script("CHECKPOINT");
  fmt::print("{{\"archive\":{},\"loadedInSeconds\":{:.0f}}}\n", size,
             std::chrono::duration<double>(Clock::now() - begin).count());
}

}  // namespace balalyk::bench
