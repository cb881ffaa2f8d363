#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "connectors/keys/PasswordSource.h"
#include "pipeline/ports/KeyRing.h"

namespace balalyk {

struct KeyRingOptions {
  // How long a token may take for one operation: to be opened, to make one signature.
  std::chrono::milliseconds deadline{60'000};
  // The program balalyk-token; asked for when the first key in a token is opened.
  std::function<std::filesystem::path()> tokenProgram;
  // How long a key rests whose token hung or broke down in the middle of signing.
  std::chrono::milliseconds rest{15 * 60'000};
};

// The ring that a JSON file describes: whose key is of which kind and where.
//   {"keys": [{"member": "…", "kind": "pkcs12", "certificateSha256": "hex", …}]}
// certificateSha256 pins the certificate that the key must come with; without a kind it is pkcs12. What else an entry
// holds its kind says (KeyKinds.h); file names are relative to the JSON file. A ring, a key file or a file of
// certificates that was changed is read again. `passwords` knows the members' passwords and PINs, `services` the
// secrets of this program at remote services. Throws Error keyRingUnreadable{file, detail}, keyRingKindUnknown{member,
// kind}, keyRingFieldMissing{member, field}, keyRingFieldUnknown{member, field, nearest} (without member: outside of
// any entry), keyRingValueWrong{member, field, allowed}, keyRingMemberTwice{member}.
std::unique_ptr<KeyRing> openKeyRing(const std::filesystem::path& ringFile, std::shared_ptr<PasswordSource> passwords,
                                     std::shared_ptr<PasswordSource> services = nullptr, KeyRingOptions options = {});

// What the file pins, by member, lower-case hex. Throws the same; no key is opened.
std::map<std::string, std::string> pinnedCertificates(const std::filesystem::path& ringFile);

}  // namespace balalyk
