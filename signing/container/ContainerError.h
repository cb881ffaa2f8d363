#pragma once

#include "signing/SigningError.h"

namespace balalyk::signing {

// Bytes that break a rule of the ASiC formats. Codes: containerNotZip, containerTruncated, containerBytesOutside,
// containerHeadersDiffer, containerExtraField, containerMimetypeWrong, containerNameRefused, containerNameTwice,
// containerTooLarge, containerChecksumWrong, containerManifestWrong, containerFileUnlisted, containerFileMissing,
// containerManifestMissing, containerNotOwn (params: rule; only by the profile of our own containers).
class ContainerError : public SigningError {
 public:
  using SigningError::SigningError;
};

// Bytes that may be right, but are not read here. Codes: containerEncrypted, containerMethodRefused,
// containerBeyondLimits, containerTypeUnsupported (params: type).
class ContainerUnsupported : public ContainerError {
 public:
  using ContainerError::ContainerError;
};

}  // namespace balalyk::signing
