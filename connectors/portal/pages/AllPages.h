#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// Every page of the portal, and the menu in the order of the manual. The parts must outlive what is served.
web::Content allPages(const PageParts& parts);

}  // namespace balalyk
