#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "connectors/keys/PasswordSource.h"
#include "pipeline/ports/KeyRing.h"

namespace balalyk {

// The ring that a JSON file describes: whose key is of which kind and where.
//   {"keys": [{"member": "…", "kind": "pkcs12", "certificateSha256": "hex", …}]}
// certificateSha256 pins the certificate that the key must come with; without a kind it is pkcs12. What else an entry
// holds its kind says (KeyKinds.h); file names are relative to the JSON file.
// `passwords` knows the members' passwords and PINs, `services` the secrets of this program at remote services.
// Throws Error keyRingUnreadable{file, detail}, keyRingKindUnknown{member, kind}, keyRingFieldMissing{member, field},
// keyRingFieldUnknown{member, field}, keyRingMemberTwice{member}.
std::unique_ptr<KeyRing> openKeyRing(const std::filesystem::path& ringFile, std::shared_ptr<PasswordSource> passwords,
                                     std::shared_ptr<PasswordSource> services = nullptr);

// What the file pins, by member, lower-case hex. Throws the same; no key is opened.
std::map<std::string, std::string> pinnedCertificates(const std::filesystem::path& ringFile);

}  // namespace balalyk
