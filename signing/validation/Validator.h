#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string_view>

#include "signing/certificates/TrustAnchors.h"
#include "signing/container/AsicReader.h"
#include "signing/container/DataFile.h"
#include "signing/crypto/Certificate.h"
#include "signing/policy/ValidationPolicy.h"
#include "signing/report/VerificationReport.h"

namespace balalyk::signing {

struct OpenedContainer;
struct ValidationContext;

// Says what a container (ASiC-E, ASiC-S) or a XAdES file (enveloping, enveloped, detached) proves at a time, offline
// and from its bytes alone. Safe on hostile input: it never throws for what the bytes hold. One object serves many
// threads.
class Validator {
 public:
  explicit Validator(TrustAnchors anchors, ValidationPolicy policy = {});
  // Time stamps' authorities have their own anchors, which no signer's chain may end at.
  Validator(TrustAnchors anchors, TrustAnchors authorities, ValidationPolicy policy = {});
  // Where a container may ask for less than usual: what anybody may send.
  Validator& within(const ContainerLimits& limits);
  VerificationReport verify(std::string_view bytes, std::chrono::sys_seconds at,
                            ContainerProfile profile = ContainerProfile::foreign) const;
  // The same for a container of ours; what was read of it stays in `opened`.
  VerificationReport verify(std::string_view bytes, std::chrono::sys_seconds at, OpenedContainer& opened) const;
  // The same for a container of ours, with a certificate that must be the signer's, as after signing.
  VerificationReport verify(std::string_view bytes, std::chrono::sys_seconds at, const Certificate& pinnedSigner) const;
  // A XAdES file that lies beside what it signs.
  VerificationReport verifyDetached(std::string_view signature, std::span<const DataFile> files,
                                    std::chrono::sys_seconds at) const;

 private:
  ValidationContext contextAt(std::chrono::sys_seconds at) const;

  TrustAnchors anchors_;
  std::optional<TrustAnchors> authorities_;
  ValidationPolicy policy_;
  ContainerLimits limits_;
};

VerificationReport verify(std::string_view bytes, const TrustAnchors& anchors, const ValidationPolicy& policy,
                          std::chrono::sys_seconds at);

}  // namespace balalyk::signing
