#include "connectors/database/Migrations.h"

#include <charconv>
#include <chrono>
#include <map>

#include "connectors/database/EmbeddedSql.h"
#include "connectors/database/SqlCatalogue.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr std::string_view kFolder = "migrations/";
// What a migration does may grow with the archive; an upgrade is waited for. What it waits for, other sessions' locks,
// keeps the patience of any call.
constexpr std::chrono::hours kLongestMigration(1);

int versionIn(std::string_view fileName) {
  int version = 0;
  std::from_chars(fileName.data(), fileName.data() + fileName.size(), version);
  return version;
}

bool knowsMigrations(SqlSession& session, const SqlCatalogue& sql) {
  return !session.run(sql["migration table"]).rows.empty();
}

// What was applied must be what this program knows: an edited migration would leave databases that differ.
int compareApplied(SqlSession& session, const SqlCatalogue& sql, const std::vector<Migration>& known) {
  int version = 0;
  for (const auto& row : session.run(sql["migrations applied"]).rows) {
    version = static_cast<int>(row.integer(0));
    if (version > static_cast<int>(known.size())) {
      throw Error("databaseTooNew", {{"found", std::to_string(version)}, {"known", std::to_string(known.size())}});
    }
    if (known.at(static_cast<std::size_t>(version) - 1).checksum != row.text(1)) {
      throw Error("migrationChanged", {{"version", std::to_string(version)}});
    }
  }
  return version;
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

int migratedVersion(SqlSession& session, SqlDialect dialect) {
  const SqlCatalogue sql(dialect);
  if (!knowsMigrations(session, sql)) return 0;
  return static_cast<int>(session.run(sql["migrated version"]).rows.at(0).integer(0));
}

void requireMigrated(SqlSession& session, SqlDialect dialect) {
  const int found = migratedVersion(session, dialect);
  const int wanted = static_cast<int>(migrationsFor(dialect).size());
  if (found > wanted) {
    throw Error("databaseTooNew", {{"found", std::to_string(found)}, {"known", std::to_string(wanted)}});
  }
  if (found < wanted) {
    throw Error("databaseNotMigrated", {{"found", std::to_string(found)}, {"wanted", std::to_string(wanted)}});
  }
}

Migrated migrate(SqlEngine& engine, SqlDeadline deadline) {
  engine.prepareToMigrate();
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
    Migrated migrated{.from = compareApplied(*session, sql, known), .to = static_cast<int>(known.size())};
    for (auto version = static_cast<std::size_t>(migrated.from); version < known.size(); ++version) {
      const auto& migration = known[version];
      session->script(migration.text);
      session->run(sql["migration applied"], {std::int64_t{migration.version}, migration.name, migration.checksum});
    }
    session->commit();
    return migrated;
  } catch (...) {
    session->rollback();
    throw;
  }
}

}  // namespace balalyk
