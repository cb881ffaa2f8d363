#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "signing/certificates/TrustAnchors.h"
#include "signing/policy/ValidationPolicy.h"
#include "signing/report/VerificationReport.h"

namespace balalyk::signing {

// A file that a record is said to cover: alone, or with others as one data group.
struct EvidenceObject {
  std::string name;
  std::string_view content;
};

// Judges an RFC 4998 record, whoever made it (4.3 and 5.3): form, reduced trees, and the time stamps, each at the time
// of the one after it and the last at `at`: authority, algorithms and key sizes by the policy, order. Safe on hostile
// input: it never throws for what the bytes hold.
EvidenceReport validateEvidence(std::string_view record, std::span<const EvidenceObject> objects,
                                const TrustAnchors& anchors, const ValidationPolicy& policy,
                                std::chrono::sys_seconds at);

}  // namespace balalyk::signing
