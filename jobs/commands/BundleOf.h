#pragma once

#include <optional>
#include <string>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// Address in the store of what was kept when the document was last set aside: of its present problem, or of an earlier
// one that the audit trail knows.
std::optional<std::string> bundleOf(const Document& document);
std::optional<std::string> bundleOf(const Document& document, AuditTrail& audit);

}  // namespace balalyk
