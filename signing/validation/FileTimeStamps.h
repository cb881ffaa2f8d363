#pragma once

#include <vector>

#include "signing/certificates/TrustAnchors.h"
#include "signing/container/AsicPackage.h"
#include "signing/policy/ValidationPolicy.h"
#include "signing/report/VerificationReport.h"

namespace balalyk::signing {

// The RFC 3161 tokens of a container that are of files, not of a signature: of the one file of ASiC-S (EN 319 162-1,
// 4.3.3.2), or of a manifest with the digests of files (4.4.4.1). Each is judged as of `at`. Safe on hostile input.
std::vector<EvidenceReport> validateFileTimeStamps(const AsicPackage& package, const TrustAnchors& authorities,
                                                   const ValidationPolicy& policy, std::chrono::sys_seconds at);

}  // namespace balalyk::signing
