#pragma once

#include <chrono>
#include <span>
#include <string_view>

#include "signing/certificates/TrustAnchors.h"
#include "signing/container/DataFile.h"
#include "signing/policy/ValidationPolicy.h"
#include "signing/report/VerificationReport.h"

namespace balalyk {

// Bytes that are neither a container nor XML but begin as an RFC 4998 record does: a sequence whose first part is the
// version 1, followed by a sequence.
bool looksLikeEvidenceRecord(std::string_view bytes);

// What a record that lies beside its files proves; the files are one data group, or a single one.
signing::VerificationReport verifyEvidenceFile(std::string_view record, std::span<const signing::DataFile> content,
                                               const signing::TrustAnchors& authorities,
                                               const signing::ValidationPolicy& policy, std::chrono::sys_seconds at);

}  // namespace balalyk
