#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace balalyk::signing {
class Secret;
class SigningKey;
}  // namespace balalyk::signing

namespace balalyk {

class PasswordSource;

// One key of the ring, as its file has it.
struct KeyEntry {
  std::string member;
  std::string certificateSha256;
  std::filesystem::path folder;  // the ring's
  std::map<std::string, std::string, std::less<>> fields;

  std::string field(std::string_view name) const;           // empty when it is not there
  std::filesystem::path file(std::string_view name) const;  // a field that names a file
};

// What a kind may ask for besides the member's own password. Both live as long as the ring.
struct KeySources {
  std::shared_ptr<PasswordSource> passwords;
  std::shared_ptr<PasswordSource> services;
};

// Where keys are held. A further kind, a national service say, is one more file and one line in allKeyKinds().
struct KeyKind {
  std::string_view name;
  std::vector<std::string_view> required;
  std::vector<std::string_view> optional;
  std::shared_ptr<signing::SigningKey> (*open)(const KeyEntry&, const signing::Secret& password, const KeySources&);
};

// file
KeyKind pkcs12Kind();
// module, token (its label or serial number); key (its label), keyId (its CKA_ID in hexadecimal), certificates (a PEM
// file: the key's own, when the token has none, and its issuers'), lastTry ("true": use up the last try of the PIN too)
KeyKind pkcs11Kind();
// service (https://…/csc/v2), tokens (https://…/oauth2/token), credential, client (this program's name there; its
// secret is asked for under this name); anchors (a PEM file: whom TLS trusts), hashesAtOnce, deadline (seconds for each
// call)
KeyKind cscKind();

std::span<const KeyKind> allKeyKinds();

}  // namespace balalyk
