#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// The manual, a page for each thing that people do: /help and /help/TOPIC. For everybody, since signing in is part of
// it.
void addHelpPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
