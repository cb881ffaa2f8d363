#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "signing/crypto/SignedWith.h"

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
  std::string kind;                       // "OCSP" or "CRL"
  std::size_t index = 0;                  // among the data's OCSP responses or CRLs
  AlgorithmNames signedWith;              // the answer itself
  std::optional<Certificate> responder;   // that the issuer appointed; the issuer itself when nothing
  // Since when it speaks of certificates that had ended too (RFC 6960, 4.4.4; RFC 5280's expiredCertsOnCRL of X.509).
  std::optional<std::chrono::sys_seconds> knowsEndedSince;
};

// All answers about the certificate that its issuer, or a responder the issuer appointed (RFC 6960, 4.2.2.2), signed.
// Answers that cannot be read, belong to others or are signed by others are passed over. What they are signed with, and
// whether the responder's certificate was still good, is judged by RevocationCheck.
std::vector<RevocationAnswer> findAnswers(const Certificate& certificate, const Certificate& issuer,
                                          const RevocationData& data, std::span<const Certificate> known);

// The newest of them.
std::optional<RevocationAnswer> findRevocation(const Certificate& certificate, const Certificate& issuer,
                                               const RevocationData& data, std::span<const Certificate> known);

}  // namespace balalyk::signing
