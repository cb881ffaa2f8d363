#pragma once

#include <memory>
#include <string>

#include "connectors/database/session/DatabaseOptions.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// The portal database behind a connection: "sqlite:/path/file.db" or "postgresql://user@host/database?…".
// Throws Error connectionUnreadable{detail} for another form; databaseNotMigrated, databaseUnreachable … as the port.
std::unique_ptr<PortalDatabase> openDatabase(const std::string& connection, const DatabaseOptions& options = {});

struct Migrated {
  int from = 0;  // version found; 0: an empty database
  int to = 0;
};

// Applies the migrations that are missing, under a lock; doing it again changes nothing. They may take longer than
// the deadline. A SQLite file is created when absent. Throws Error migrationChanged{version} when one that was applied
// is not the one this program knows, databaseTooNew{found, known} when a newer program migrated it.
Migrated migrate(const std::string& connection, const DatabaseOptions& options = {});

}  // namespace balalyk
