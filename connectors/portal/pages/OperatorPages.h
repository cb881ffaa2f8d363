#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// The operator's: how far everything is, what does not move and another try for it. Ids, states and codes only: no
// record, no name, no number of a protocol.
void addOperatorPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
