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
class FileCheck;
class IdentityProvider;
class Passwords;
class PdfService;
class PortalDatabase;
class Signer;

// One that chains may end at, for the operator: until when it is good.
struct TrustedCertificate {
  enum class Use { signers, authorities };
  Use use{};
  std::string name;  // of the authority
  Timestamp until{};
};

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
  FileCheck& files;      // of what anybody may send
  Passwords& passwords;
  std::vector<std::shared_ptr<IdentityProvider>> providers;
  web::Origin origin;
  SessionLimits sessions;
  const Zone& zone;                                              // whose days and times are shown
  Signer& signer;                                                // the process that holds the keys
  std::chrono::milliseconds stuckAfter = std::chrono::hours(1);  // what is due for as long and not taken is stuck
  std::vector<TrustedCertificate> trusted = {};
  ArchiveRules archive = {};
};

}  // namespace balalyk
