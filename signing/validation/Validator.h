#pragma once

#include <chrono>
#include <string_view>

#include "signing/crypto/Certificate.h"
#include "signing/validation/TrustAnchors.h"
#include "signing/validation/VerificationReport.h"

namespace balalyk::signing {

// What is asked of a signature beyond the standards' own rules.
struct ValidationPolicy {
  int minRsaBits = 2048;
  int minEcBits = 256;
};

// Tells what a container (or a XAdES file) proves, offline and from its bytes alone. Safe on hostile input: it never
// throws for what the bytes hold. One object serves many threads.
class Validator {
 public:
  explicit Validator(TrustAnchors anchors, ValidationPolicy policy = {});
  VerificationReport verify(std::string_view bytes, std::chrono::sys_seconds at) const;
  // The same with a certificate that must be the signer's, as after signing.
  VerificationReport verify(std::string_view bytes, std::chrono::sys_seconds at, const Certificate& pinnedSigner) const;

 private:
  TrustAnchors anchors_;
  ValidationPolicy policy_;
};

VerificationReport verify(std::string_view bytes, const TrustAnchors& anchors, const ValidationPolicy& policy,
                          std::chrono::sys_seconds at);

}  // namespace balalyk::signing
