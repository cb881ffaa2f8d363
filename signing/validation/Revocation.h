#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "signing/crypto/Certificate.h"

namespace balalyk::signing {

// What is known of certificates' revocation: OCSP responses (the whole OCSPResponse or BasicOCSPResponse) and CRLs,
// DER.
struct RevocationData {
  std::vector<std::string> ocsp;
  std::vector<std::string> crls;
};

enum class RevocationStatus { good, revoked, unknown };

struct RevocationAnswer {
  RevocationStatus status = RevocationStatus::unknown;
  std::chrono::sys_seconds thisUpdate;
  std::optional<std::chrono::sys_seconds> nextUpdate;
  std::optional<std::chrono::sys_seconds> revokedAt;
  std::string kind;  // "OCSP" or "CRL"
};

// The newest answer about the certificate that its issuer, or a responder the issuer appointed (RFC 6960, 4.2.2.2),
// signed. Answers that cannot be read, belong to others or are signed by others are passed over.
std::optional<RevocationAnswer> findRevocation(const Certificate& certificate, const Certificate& issuer,
                                               const RevocationData& data, std::span<const Certificate> known);

}  // namespace balalyk::signing
