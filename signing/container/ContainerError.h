#pragma once

#include "signing/SigningError.h"

namespace balalyk::signing {

// Bytes that are no acceptable ASiC container. Codes: containerNotZip, containerTruncated, containerBytesOutside,
// containerHeadersDiffer, containerExtraField, containerEncrypted, containerMethodRefused, containerMimetypeWrong,
// containerNameRefused, containerNameTwice, containerTooLarge, containerChecksumWrong, containerManifestWrong,
// containerFileUnlisted, containerFileMissing.
class ContainerError : public SigningError {
 public:
  using SigningError::SigningError;
};

}  // namespace balalyk::signing
