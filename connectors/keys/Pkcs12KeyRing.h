#pragma once

#include <filesystem>
#include <memory>

#include "connectors/keys/PasswordSource.h"
#include "pipeline/ports/KeyRing.h"

namespace balalyk {

// Keys in PKCS#12 files, named by a JSON file beside them:
//   {"keys": [{"member": "…", "file": "chair-1.p12", "certificateSha256": "hex"}]}
// Paths are relative to the JSON file. certificateSha256 pins the certificate that the key must come with.
// Throws Error keyRingUnreadable{file, detail}.
std::unique_ptr<KeyRing> openPkcs12KeyRing(const std::filesystem::path& ringFile,
                                           std::unique_ptr<PasswordSource> passwords);

}  // namespace balalyk
