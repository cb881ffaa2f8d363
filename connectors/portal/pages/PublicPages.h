#pragma once

#include "connectors/portal/web/Site.h"

namespace balalyk {

// What everybody sees: the start page, accessibility, privacy, and the choice of the language.
void addPublicPages(web::Content& content, const web::Origin& origin);

}  // namespace balalyk
