#pragma once

#include "signing/validation/Validator.h"
#include "signing/xades/Upgrade.h"

// The steps of Upgrade.h from the bytes of a container.
namespace balalyk::signing::test {

inline OpenedContainer opened(std::string_view container) {
  OpenedContainer opened;
  static_cast<void>(Validator{TrustAnchors{}}.verify(container, systemTime(), opened));
  return opened;
}

inline std::string addSignatureTimeStamp(std::string_view container, TimeStampSource& source) {
  return signing::addSignatureTimeStamp(opened(container), source);
}

inline std::string addValidationData(std::string_view container, const TrustAnchors& anchors,
                                     RevocationSource& source) {
  return signing::addValidationData(opened(container), {anchors, anchors, systemTime()}, source);
}

inline std::string addArchiveTimeStamp(std::string_view container, TimeStampSource& source) {
  return signing::addArchiveTimeStamp(opened(container), source);
}

inline std::string addArchiveValidationData(std::string_view container, const LongTermContext& context,
                                            RevocationSource& source) {
  return signing::addArchiveValidationData(opened(container), context, source);
}

}  // namespace balalyk::signing::test
