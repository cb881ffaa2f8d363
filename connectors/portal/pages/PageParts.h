#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/portal/web/Site.h"

namespace balalyk {

class DocumentStore;
class IdentityProvider;
class Passwords;
class PdfService;
class PortalDatabase;
class Signer;

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
  Signer& signer;    // the process that holds the keys
};

}  // namespace balalyk
