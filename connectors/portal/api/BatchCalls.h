#pragma once

#include "connectors/portal/api/ApiCall.h"

namespace balalyk {

// Batches: a list is frozen, looked at, and confirmed with its digest and the chairperson's password.
void addBatchCalls(web::Routes& routes, const ApiParts& parts);

}  // namespace balalyk
