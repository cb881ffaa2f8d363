#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

struct Session;

// What the pages work with, opened. No key and no key file is among it.
PageParts portalParts(Session& session, const web::SiteOptions& options);

}  // namespace balalyk
