#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// The protocol of a decision on meals: its draft as page images, sent and recalled, its container.
void addMealProtocolPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
