#pragma once

#include <vector>

#include "pipeline/archive/ArchivedDocument.h"
#include "pipeline/archive/PackageFile.h"

namespace balalyk {

// For a state archive: a bag (BagIt 1.0, RFC 8493) whose payload is a submission package of E-ARK (SIP 2.1: METS,
// PREMIS 3.0, Dublin Core) with the containers as its one representation, and the manifest with its time stamp as its
// documentation. Names begin with the bag's folder. The same documents, origin and manifest give the same bytes.
std::vector<PackageFile> transferPackage(const PackageOrigin& origin, const std::vector<ArchivedDocument>& documents,
                                         const std::vector<PackageFile>& documentation);

}  // namespace balalyk
