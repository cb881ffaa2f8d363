#pragma once

#include "connectors/portal/api/ApiCall.h"

namespace balalyk {

// POST /api/v1/applications: an application from the parents' site.
web::Response receiveApplication(ApiCall& call);

}  // namespace balalyk
