#include <algorithm>

#include "connectors/keys/CertificateFile.h"
#include "connectors/keys/KeyKinds.h"
#include "connectors/keys/TokenKey.h"
#include "signing/SigningError.h"

namespace balalyk {

namespace {

std::string bytesFromHex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::shared_ptr<signing::SigningKey> open(const KeyEntry& entry, const signing::Secret& pin,
                                          const KeySources& sources) {
  signing::Pkcs11Key::Settings settings{.module = entry.file("module"),  // an absolute path stays one
                                        .token = entry.field("token"),
                                        .key = entry.field("key"),
                                        .keyId = bytesFromHex(entry.field("keyId")),
                                        .certificateSha256 = entry.certificateSha256,
                                        .allowLastTry = entry.field("lastTry") == "true"};
  const auto given = readCertificates(entry.file("certificates"));
  const auto own = std::ranges::find_if(given, [&](const signing::Certificate& certificate) {
    return signing::toHex(certificate.fingerprint()) == entry.certificateSha256;
  });
  if (own != given.end()) settings.certificate = *own;
  if (pin.empty()) throw signing::KeyError("keyPinWrong");  // and no try is spent on it
  return std::make_shared<TokenKey>(TokenKey::Process{sources.tokenProgram(), sources.deadline}, settings, pin, given);
}

}  // namespace

KeyKind pkcs11Kind() {
  return {"pkcs11",
          {{"module", KeyField::Need::required},
           {"token", KeyField::Need::required},
           {"key"},
           {"keyId", KeyField::Need::optional, KeyField::Form::hexadecimal},
           {"certificates"},
           {"lastTry", KeyField::Need::optional, KeyField::Form::flag}},
          open};
}

}  // namespace balalyk
