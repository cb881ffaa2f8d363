#include "jobs/wiring/PortalParts.h"

#include "jobs/config/Settings.h"
#include "jobs/wiring/ArchiveOptions.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "jobs/wiring/TrustFiles.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

// Those that can be read: what is not there yet is said where a file is to be checked.
std::vector<TrustedCertificate> trusted(const Settings& settings) {
  std::vector<TrustedCertificate> all;
  const auto add = [&](TrustedCertificate::Use use, signing::TrustAnchors (*read)(const Settings&)) {
    try {
      const auto anchors = read(settings);
      for (const auto& one : anchors.anchors()) all.push_back({use, one.commonName(), one.notAfter()});
    } catch (const Error&) {
      return;
    }
  };
  add(TrustedCertificate::Use::signers, checkAnchors);
  if (!settings.path("timestamps.trustAnchors").empty()) add(TrustedCertificate::Use::authorities, authorityAnchors);
  return all;
}

}  // namespace

PageParts portalParts(Session& session, const web::SiteOptions& options) {
  auto& connections = session.connections;
  auto& database = connections.database();
  return {.database = database,
          .store = connections.store(),
          .pdf = connections.pdf(),
          .files = connections.fileCheck(),
          .passwords = connections.accountPasswords(),
          .providers = connections.identityProviders(),
          .origin = web::Origin(options.address),
          .sessions = options.sessions,
          .zone = database.zone(),
          .signer = connections.signer(),
          .stuckAfter = session.settings.duration("worker.stuckAfter"),
          .trusted = trusted(session.settings),
          .archive = archiveRules(session.settings)};
}

}  // namespace balalyk
