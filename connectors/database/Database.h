#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "pipeline/domain/Zone.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

struct DatabaseOptions {
  std::chrono::milliseconds deadline{10'000};   // of every call, waiting for locks and for a session included
  int sessions = 8;                             // at most so many calls at once; more wait within their deadline
  std::chrono::milliseconds hintInterval{250};  // how often awaitHint() looks for what other processes did
  Zone zone{Zone::kDefault};                    // whose days count
  AmountRules amounts = countryAmounts();
};

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
