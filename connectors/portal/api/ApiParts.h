#pragma once

#include "connectors/portal/web/Site.h"

namespace balalyk {

class DocumentStore;
class PortalDatabase;
class Signer;

// What the API works with. No key is among it.
struct ApiParts {
  PortalDatabase& database;
  const DocumentStore& store;
  Signer& signer;  // `balalyk signer`, in its own process
};

// The routes /api/v1/…, each for a token with its scope.
void addApi(web::Content& content, const ApiParts& parts);

}  // namespace balalyk
