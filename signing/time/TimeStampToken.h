#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signing/crypto/Certificate.h"
#include "signing/validation/ChainCheck.h"
#include "signing/validation/TrustAnchors.h"

namespace balalyk::signing {

// An RFC 3161 token that was read and whose own signature, message digest and signing certificate attribute hold. Who
// the authority is remains to be judged: see checkAuthority().
struct TimeStampToken {
  std::chrono::sys_seconds time;
  std::string digestAlgorithm;  // as "SHA-256"
  std::string imprint;          // bytes
  std::string policy;           // OID
  std::string nonce;            // hexadecimal, empty when absent
  std::string signatureDigest;  // of the token's own signature, as "SHA-256"; else OpenSSL's name
  Certificate authority;
  std::vector<Certificate> others;  // that came with it

  // Throws SigningError timeStampUnreadable or timeStampSignatureWrong. `known` helps to find the authority's
  // certificate.
  static TimeStampToken read(std::string_view der, const std::vector<Certificate>& known = {});

  bool covers(std::string_view bytes) const;  // whether the imprint is that of these bytes
};

// A chain to an anchor at a time, for a certificate made for time stamps alone (RFC 3161, 2.3).
ChainResult checkAuthority(const TimeStampToken& token, const std::vector<Certificate>& known,
                           const TrustAnchors& anchors, std::chrono::sys_seconds at);

}  // namespace balalyk::signing
