#pragma once

#include <string>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// A member of an entry's detail; empty when it is not there.
std::string auditDetail(const AuditEntry& entry, const char* name);

}  // namespace balalyk
