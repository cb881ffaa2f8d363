#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// The archive: found, looked at, exported, looked after.
void addArchivePages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
