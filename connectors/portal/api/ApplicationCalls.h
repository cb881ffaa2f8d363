#pragma once

#include "connectors/portal/api/ApiCall.h"

namespace balalyk {

// Applications: handed in, listed, read, decided by another system.
void addApplicationCalls(web::Routes& routes, const ApiParts& parts);

}  // namespace balalyk
