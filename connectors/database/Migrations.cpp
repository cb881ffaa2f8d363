#include "connectors/database/Migrations.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>

#include "connectors/database/casework/FoldedNames.h"
#include "connectors/database/documents/SqlSending.h"
#include "connectors/database/documents/SqlVoucherQuotas.h"
#include "connectors/database/session/EmbeddedSql.h"
#include "connectors/database/session/SqlCatalogue.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr std::string_view kFolder = "migrations/";
// What a migration does may grow with the archive; an upgrade is waited for. What it waits for, other sessions' locks,
// keeps the patience of any call.
constexpr std::chrono::hours kLongestMigration(1);
constexpr int kApprovals = 12;  // before it, nobody counted them
constexpr int kSending = 15;    // before it, what was drafted was with the chairperson

int versionIn(std::string_view fileName) {
  int version = 0;
  std::from_chars(fileName.data(), fileName.data() + fileName.size(), version);
  return version;
}

bool knowsMigrations(SqlSession& session, const SqlCatalogue& sql) {
  return !session.run(sql["migration table"]).rows.empty();
}

// Numbers may leave gaps. The checksums of what was applied, by version.
using Applied = std::map<int, std::string>;

Applied appliedIn(SqlSession& session, const SqlCatalogue& sql) {
  Applied applied;
  for (const auto& row : session.run(sql["migrations applied"]).rows) {
    applied.emplace(static_cast<int>(row.integer("version")), row.text("checksum"));
  }
  return applied;
}

int latestOf(const Applied& applied) {
  return applied.empty() ? 0 : applied.rbegin()->first;
}

void refuseNewer(const Applied& applied, const std::vector<Migration>& known) {
  for (const auto& [version, checksum] : applied) {
    if (std::ranges::find(known, version, &Migration::version) != known.end()) continue;
    throw Error("databaseTooNew",
                {{"found", std::to_string(version)}, {"known", std::to_string(known.back().version)}});
  }
}

// What was applied must be what this program knows: an edited migration would leave databases that differ.
void refuseChanged(const Applied& applied, const std::vector<Migration>& known) {
  for (const auto& migration : known) {
    const auto found = applied.find(migration.version);
    if (found == applied.end() || found->second == migration.checksum) continue;
    throw Error("migrationChanged", {{"version", std::to_string(migration.version)}});
  }
}

constexpr std::string_view kWhileUnchanged = "-- while unchanged: ";
constexpr const char* kCompared = "balalyk_compared";

// What an earlier migration made a view of, from its first word on; empty: nothing.
std::string viewIn(std::string_view text, const std::string& name) {
  const auto head = "VIEW " + name + " AS\n";
  const auto at = text.rfind(head);
  if (at == std::string_view::npos) return {};
  const auto from = at + head.size();
  return std::string(text.substr(from, text.find(";\n", from) - from));
}

// Whether the view still is what the migrations before made it: a portal that exists puts its own in its place.
bool isUnchanged(SqlSession& session, const SqlCatalogue& sql, const std::string& name, const std::string& earlier) {
  const auto textOf = [&](const std::string& view) {
    const auto found = session.run(sql["text of view"], {view}).rows;
    return found.empty() ? std::string() : found.at(0).text("text");
  };
  session.script("CREATE VIEW " + std::string(kCompared) + " AS\n" + viewIn(earlier, name));
  const bool same = textOf(kCompared) == textOf(name);
  session.script("DROP VIEW " + std::string(kCompared));
  return same;
}

// Parts that begin with a line «-- while unchanged: VIEW» are for views that the portal has not made its own.
void apply(SqlSession& session, const SqlCatalogue& sql, const Migration& migration, const std::string& earlier) {
  std::string_view left = migration.text;
  auto part = left.find(kWhileUnchanged);
  std::string scripts(left.substr(0, part));
  // Looked at before any table changes: what `*` stands for in a view is that of the day on which it was made.
  while (part != std::string_view::npos) {
    left.remove_prefix(part + kWhileUnchanged.size());
    const std::string name(left.substr(0, left.find('\n')));
    part = left.find(kWhileUnchanged);
    const auto text = left.substr(name.size(), part == std::string_view::npos ? part : part - name.size());
    if (isUnchanged(session, sql, name, earlier)) scripts += text;
  }
  session.script(scripts);
}

}  // namespace

std::vector<Migration> migrationsFor(SqlDialect dialect) {
  std::map<int, Migration> byVersion;
  for (const auto& file : embeddedSql()) {
    if (!file.name.starts_with(kFolder) || !isForDialect(file.name, dialect)) continue;
    const auto name = file.name.substr(kFolder.size());
    auto& migration = byVersion[versionIn(name)];
    migration.version = versionIn(name);
    migration.name = name.substr(4, name.find('.') - 4);
    // The part for both dialects goes first: "004_audit.sql" sorts before "004_audit.sqlite.sql", not before
    // "004_audit.postgresql.sql".
    const bool common = std::string_view(name).find('.') == name.size() - 4;
    migration.text = common ? std::string(file.text) + migration.text : migration.text + std::string(file.text);
  }
  std::vector<Migration> migrations;
  for (auto& [version, migration] : byVersion) {
    migration.checksum = signing::toHex(signing::sha256(migration.text));
    migration.text = expandSql(migration.text, dialect);
    migrations.push_back(std::move(migration));
  }
  return migrations;
}

void requireMigrated(SqlSession& session, SqlDialect dialect) {
  const SqlCatalogue sql(dialect);
  const auto known = migrationsFor(dialect);
  const auto applied = knowsMigrations(session, sql) ? appliedIn(session, sql) : Applied{};
  refuseNewer(applied, known);
  const int found = latestOf(applied), latest = known.back().version;
  for (const auto& migration : known) {
    if (applied.contains(migration.version)) continue;
    const int wanted = found < latest ? latest : migration.version;
    throw Error("databaseNotMigrated", {{"found", std::to_string(found)}, {"wanted", std::to_string(wanted)}});
  }
}

Migrated migrate(SqlEngine& engine, SqlDeadline deadline) {
  engine.create(deadline);
  const SqlCatalogue sql(engine.dialect());
  const auto known = migrationsFor(engine.dialect());
  const auto session = engine.connect(deadline);
  session->begin(SqlAccess::write);
  try {
    session->run(sql["lock migrations"]);
    const std::chrono::milliseconds longest = kLongestMigration;
    session->run(sql["let migrations take long"], {std::to_string(longest.count())});
    session->setDeadline(std::chrono::steady_clock::now() + kLongestMigration);
    session->run(sql["create migration table"]);
    const auto applied = appliedIn(*session, sql);
    refuseNewer(applied, known);
    refuseChanged(applied, known);
    std::string earlier;
    for (const auto& migration : known) {
      const auto before = earlier;
      earlier += migration.text;
      if (applied.contains(migration.version)) continue;
      apply(*session, sql, migration, before);
      session->run(sql["migration applied"], {std::int64_t{migration.version}, migration.name, migration.checksum});
    }
    // Needs the personal numbers of frozen records, which no script reads.
    if (!applied.empty() && !applied.contains(kApprovals)) enterEarlierApprovals(*session, sql);
    // Needs entries in the audit trail, which no script can make.
    if (!applied.empty() && !applied.contains(kSending)) sendAllDrafted(*session, sql, "migration");
    // No script folds names; and what another version of ICU folded is not in order with what this one does.
    foldAll(*session, sql);
    session->commit();
    return {.from = latestOf(applied), .to = known.back().version};
  } catch (...) {
    session->rollback();
    throw;
  }
}

}  // namespace balalyk
