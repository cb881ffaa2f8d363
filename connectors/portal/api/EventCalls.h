#pragma once

#include "connectors/portal/api/ApiCall.h"

namespace balalyk {

// What happened, and the verdict about one document.
void addEventCalls(web::Routes& routes, const ApiParts& parts);

}  // namespace balalyk
