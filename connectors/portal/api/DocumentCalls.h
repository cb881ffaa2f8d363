#pragma once

#include "connectors/portal/api/ApiCall.h"

namespace balalyk {

// Documents: found, read, fetched, sent, recalled, made again.
void addDocumentCalls(web::Routes& routes, const ApiParts& parts);

}  // namespace balalyk
