#pragma once

#include "signing/Handles.h"
#include "signing/crypto/Certificate.h"

namespace balalyk::signing {

// For the library's own sources: certificates that OpenSSL has already parsed.
class CertificateAccess {
 public:
  static Certificate adopt(X509Ptr handle) { return Certificate::fromNative(handle.release()); }
};

}  // namespace balalyk::signing
