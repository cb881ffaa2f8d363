#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// A message to the developers.
void addFeedbackPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
