#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
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
  bool operator==(const KeyEntry&) const = default;
};

// What a kind may ask for besides the member's own password. Both live as long as the ring.
struct KeySources {
  std::shared_ptr<PasswordSource> passwords;
  std::shared_ptr<PasswordSource> services;
  std::chrono::milliseconds deadline{60'000};             // of one operation of a token
  std::function<std::filesystem::path()> tokenProgram{};  // balalyk-token
};

// What an entry of a kind may hold.
struct KeyField {
  enum class Need { optional, required };
  enum class Form { text, number, flag, hexadecimal };
  std::string_view name;
  Need need = Need::optional;
  Form form = Form::text;
};

// Where keys are held. A further kind, a national service say, is one more file and one line in allKeyKinds().
struct KeyKind {
  std::string_view name;
  std::vector<KeyField> fields;
  std::shared_ptr<signing::SigningKey> (*open)(const KeyEntry&, const signing::Secret& password, const KeySources&);
};

// certificates is with each a file in PEM or DER: the key's own, where the key comes without, and its issuers'.
// file; certificates. Of several keys in the file the one of the pinned certificate signs.
KeyKind pkcs12Kind();
// module, token (its label or serial number); key (its label), keyId (its CKA_ID in hexadecimal), certificates, lastTry
// ("true": use up the last try of the PIN too). Of several keys that fit the one of the pinned certificate signs.
KeyKind pkcs11Kind();
// service (https://…/csc/v2), tokens (https://…/oauth2/token), credential, client (this program's name there; its
// secret is asked for under this name); anchors (a PEM file: whom TLS trusts), hashesAtOnce, deadline (seconds for each
// call)
KeyKind cscKind();

std::span<const KeyKind> allKeyKinds();

}  // namespace balalyk
