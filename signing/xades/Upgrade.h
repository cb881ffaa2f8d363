#pragma once

#include <string>
#include <string_view>

#include "signing/time/TimeStampAuthority.h"
#include "signing/validation/RevocationCollector.h"

namespace balalyk::signing {

// Each adds to a container that finish() made (and only to such) what the next level needs; what was signed stays as it
// is, byte for byte. Throw SigningError upgradeRefused (params: reason) when the container is not what they begin from.

// B-B → B-T: a time stamp of the signature value.
std::string addSignatureTimeStamp(std::string_view container, TimeStampSource& source);

// B-T → B-LT: certificates up to the anchors and answers about their revocation, for the signer and the time stamps.
std::string addValidationData(std::string_view container, const TrustAnchors& anchors, RevocationCollector& collector);

// B-LT → B-LTA: a time stamp of everything so far. It can be added again before the last one's authority grows old.
std::string addArchiveTimeStamp(std::string_view container, TimeStampSource& source);

}  // namespace balalyk::signing
