#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// Accounts: who may sign in, and as what. Nobody changes the own one here.
void addOperatorAccountPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
