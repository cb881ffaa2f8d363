#pragma once

#include <string>
#include <string_view>

#include "signing/certificates/RevocationCollector.h"
#include "signing/certificates/TrustAnchors.h"
#include "signing/time/TimeStampAuthority.h"
#include "signing/validation/OpenedContainer.h"

namespace balalyk::signing {

// Each adds to a container that finish() made (and only to such), as a validator opened it, what the next level needs,
// and returns its bytes; what was signed stays as it is, byte for byte. Throw SigningError upgradeRefused (params:
// reason) when the container is not what they begin from.

// B-B → B-T: a time stamp of the signature value.
std::string addSignatureTimeStamp(const OpenedContainer& container, TimeStampSource& source);

// B-T → B-LT: certificates up to the anchors and answers about their revocation, for the signer and the time stamps.
struct LongTermContext {
  const TrustAnchors& signers;
  const TrustAnchors& authorities;  // of time stamps
  std::chrono::sys_seconds at;      // now
};
std::string addValidationData(const OpenedContainer& container, const LongTermContext& context,
                              RevocationSource& source);

// B-LT → B-LTA: a time stamp of everything so far. It can be added again before the last one's authority grows old:
// addArchiveValidationData() first, so that the new stamp keeps what proves the old one.
std::string addArchiveTimeStamp(const OpenedContainer& container, TimeStampSource& source);
std::string addArchiveValidationData(const OpenedContainer& container, const LongTermContext& context,
                                     RevocationSource& source);

}  // namespace balalyk::signing
