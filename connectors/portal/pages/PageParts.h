#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "connectors/portal/web/Site.h"
#include "pipeline/ports/RetentionYears.h"
#include "signing/policy/ValidationPolicy.h"

namespace balalyk {

class DocumentStore;
class IdentityProvider;
class Passwords;
class PdfService;
class PortalDatabase;

// What the archive's pages say about keeping.
struct ArchiveRules {
  signing::ValidationPolicy policy;  // by which evidence ends
  std::chrono::milliseconds renewBefore = std::chrono::days(180);
  int exportLimit = 500;  // documents in one file
  int exportDays = 7;     // for which it is kept
  RetentionYears retention;
};

// What the pages work with. No key is among it.
struct PageParts {
  PortalDatabase& database;
  DocumentStore& store;  // read, and written to by uploads
  PdfService& pdf;       // the confined helper
  Passwords& passwords;
  std::vector<std::shared_ptr<IdentityProvider>> providers;
  web::Origin origin;
  SessionLimits sessions;
  const Zone& zone;  // whose days and times are shown
  ArchiveRules archive = {};
};

}  // namespace balalyk
