#pragma once

#include <string>
#include <string_view>

#include "signing/certificates/RevocationCollector.h"
#include "signing/time/TimeStampAuthority.h"
#include "signing/validation/SignerValidation.h"

namespace balalyk::signing {

// Each adds to a container that finish() made (and only to such) what the next level needs; what was signed stays as it
// is, byte for byte. Throw SigningError upgradeRefused (params: reason) when the container is not what they begin from.

// B-B → B-T: a time stamp of the signature value.
std::string addSignatureTimeStamp(std::string_view container, TimeStampSource& source);

// B-T → B-LT: certificates up to the anchors and answers about their revocation, for the signer and the time stamps.
struct LongTermContext {
  const TrustAnchors& signers;
  const TrustAnchors& authorities;  // of time stamps
  std::chrono::sys_seconds at;      // now
};
std::string addValidationData(std::string_view container, const LongTermContext& context, RevocationSource& source);
std::string addValidationData(std::string_view container, const TrustAnchors& anchors, RevocationSource& source);

// B-LT → B-LTA: a time stamp of everything so far. It can be added again before the last one's authority grows old:
// addArchiveValidationData() first, so that the new stamp keeps what proves the old one.
std::string addArchiveTimeStamp(std::string_view container, TimeStampSource& source);
std::string addArchiveValidationData(std::string_view container, const LongTermContext& context,
                                     RevocationSource& source);

// Whose signature a container of ours holds, and the certificates that came with it.
SignatureCertificates certificatesOf(std::string_view container);

}  // namespace balalyk::signing
