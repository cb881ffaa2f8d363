#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// What belongs to who signed in: the language, the password, the own sessions.
void addAccountPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
