#include "jobs/wiring/PortalParts.h"

#include "jobs/wiring/ArchiveOptions.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

PageParts portalParts(Session& session, const web::SiteOptions& options) {
  auto& connections = session.connections;
  auto& database = connections.database();
  return {.database = database,
          .store = connections.store(),
          .pdf = connections.pdf(),
          .passwords = connections.accountPasswords(),
          .providers = connections.identityProviders(),
          .origin = web::Origin(options.address),
          .sessions = options.sessions,
          .zone = database.zone(),
          .archive = archiveRules(session.settings)};
}

}  // namespace balalyk
