#include "jobs/wiring/PortalOptions.h"

#include "jobs/config/Settings.h"

namespace balalyk {

web::SiteOptions siteOptions(const Settings& settings) {
  using std::chrono::ceil, std::chrono::seconds;
  return {.address = settings.text("portal.address"),
          .uploads = settings.path("portal.uploads"),
          .proxyBeyond = settings.boolean("portal.listenBeyond"),
          .sessions = {.idle = ceil<seconds>(settings.duration("portal.idle")),
                       .longest = ceil<seconds>(settings.duration("portal.longest"))},
          .forms = {},
          .zone = Zone(settings.text("time.zone"))};
}

web::ServerOptions serverOptions(const Settings& settings) {
  return {.listen = settings.text("portal.listen"),
          .listenBeyond = settings.boolean("portal.listenBeyond"),
          .threads = settings.integer("portal.threads")};
}

}  // namespace balalyk
