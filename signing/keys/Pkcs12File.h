#pragma once

#include <string_view>
#include <vector>

#include "signing/Handles.h"
#include "signing/crypto/Certificate.h"
#include "signing/crypto/Secret.h"

namespace balalyk::signing {

// All private keys and certificates that a PKCS#12 file holds, in its order.
struct Pkcs12Content {
  std::vector<KeyPtr> keys;
  std::vector<Certificate> certificates;
};

// Throws KeyError keyFileUnreadable (not PKCS#12, or damaged), keyFileWithoutMac, keyFileMacUnknown{method},
// keyPasswordWrong, keyFileOutdated (encrypted with RC2), keyUnsupported (a key of an unknown kind).
Pkcs12Content readPkcs12(std::string_view bytes, const Secret& password);

}  // namespace balalyk::signing
