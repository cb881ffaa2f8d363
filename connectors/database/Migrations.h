#pragma once

#include <string>
#include <vector>

#include "connectors/database/Database.h"
#include "connectors/database/session/SqlSession.h"

namespace balalyk {

struct Migration {
  int version = 0;
  std::string name;      // "portal_tables"
  std::string text;      // as one dialect runs it
  std::string checksum;  // SHA-256 of the files, hex
};

std::vector<Migration> migrationsFor(SqlDialect dialect);  // by version; numbers may leave gaps

// Throws Error databaseNotMigrated or databaseTooNew.
void requireMigrated(SqlSession& session, SqlDialect dialect);

// `deadline` is for the connection and for whoever migrates already; the migrations may take an hour.
Migrated migrate(SqlEngine& engine, SqlDeadline deadline);

}  // namespace balalyk
