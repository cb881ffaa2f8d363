#pragma once

#include "connectors/portal/web/Response.h"

namespace balalyk::web {

// Adds what PORTAL's «Security headers» ask for of this kind of answer. `overTls`: browsers reach us by https.
void addSecurityHeaders(Response& response, bool overTls);

}  // namespace balalyk::web
