#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// What everybody sees: the start page, accessibility, privacy, and the choice of the language.
void addPublicPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
