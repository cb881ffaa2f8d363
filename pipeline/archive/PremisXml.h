#pragma once

#include <string>
#include <vector>

#include "pipeline/archive/ArchivedDocument.h"
#include "pipeline/archive/PackageFile.h"

namespace balalyk {

// PREMIS 3.0: each container as an object with its digest, what the audit trail says happened to it as events, this
// program as the agent. `folder`: where the containers lie, seen from the package.
std::string premisXml(const PackageOrigin& origin, const std::vector<ArchivedDocument>& documents,
                      const std::string& folder);

}  // namespace balalyk
