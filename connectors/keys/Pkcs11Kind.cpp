#include <fstream>
#include <iterator>

#include "connectors/keys/KeyKinds.h"
#include "signing/SigningError.h"
#include "signing/keys/Pkcs11Key.h"

namespace balalyk {

namespace {

std::string bytesFromHex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::string requireHex(const std::string& text) {
  if (text.size() % 2 != 0 || text.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
    throw signing::KeyError("keyMissing");
  }
  return text;
}

std::vector<signing::Certificate> certificatesIn(const std::filesystem::path& file) {
  if (file.empty()) return {};
  const std::ifstream stream(file, std::ios::binary);
  const std::string pem{std::istreambuf_iterator<char>(stream.rdbuf()), {}};
  return signing::Certificate::allFromPem(pem);
}

std::shared_ptr<signing::SigningKey> open(const KeyEntry& entry, const signing::Secret& pin, const KeySources&) {
  signing::Pkcs11Key::Settings settings{.module = entry.file("module"),  // an absolute path stays one
                                        .token = entry.field("token"),
                                        .key = entry.field("key"),
                                        .keyId = bytesFromHex(requireHex(entry.field("keyId"))),
                                        .allowLastTry = entry.field("lastTry") == "true"};
  for (auto& certificate : certificatesIn(entry.file("certificates"))) {
    if (signing::toHex(certificate.fingerprint()) == entry.certificateSha256)
      settings.certificate = std::move(certificate);
    else
      settings.chain.push_back(std::move(certificate));
  }
  return signing::Pkcs11Key::open(std::move(settings), pin);
}

}  // namespace

KeyKind pkcs11Kind() {
  return {"pkcs11", {"module", "token"}, {"key", "keyId", "certificates", "lastTry"}, open};
}

}  // namespace balalyk
