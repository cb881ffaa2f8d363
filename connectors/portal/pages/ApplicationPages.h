#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// The secretary's daily work: applications, their protocols, sending them.
void addApplicationPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
