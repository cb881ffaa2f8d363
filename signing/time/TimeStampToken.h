#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signing/certificates/ChainCheck.h"
#include "signing/certificates/TrustAnchors.h"
#include "signing/crypto/SignedWith.h"

namespace balalyk::signing {

// An RFC 3161 token that was read and whose own signature, message digest and signing certificate attribute hold. Who
// the authority is remains to be judged, and whether its algorithms were good: see checkToken().
struct TimeStampToken {
  std::chrono::sys_seconds time;
  std::string digestAlgorithm;  // of the imprint, as "SHA-256"; else OpenSSL's name or the OID
  std::string imprint;          // bytes
  std::string policy;           // OID
  std::string nonce;            // hexadecimal, empty when absent
  SignatureName signatureName;  // the token's own signature
  std::string namingDigest;     // by which it names its authority's certificate, when it says so
  Certificate authority;
  std::vector<Certificate> others;  // that came with it

  // Throws SigningError timeStampUnreadable or timeStampSignatureWrong. `known` helps to find the authority's
  // certificate.
  static TimeStampToken read(std::string_view der, const std::vector<Certificate>& known = {});

  // Whether the imprint is that of these bytes; nothing when its algorithm is not known here.
  std::optional<bool> covers(std::string_view bytes) const;
};

// A chain to an anchor at a time, for a certificate made for time stamps alone (RFC 3161, 2.3).
ChainResult checkAuthority(const TimeStampToken& token, const std::vector<Certificate>& known,
                           const TrustAnchors& anchors, std::chrono::sys_seconds at);

}  // namespace balalyk::signing
