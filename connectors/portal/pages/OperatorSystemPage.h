#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// What everything runs on: processes and their hosts, what they ran into, disks, certificates, providers, quotas.
void addOperatorSystemPage(web::Content& content, const PageParts& parts);

}  // namespace balalyk
