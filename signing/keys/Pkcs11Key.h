#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "signing/crypto/Secret.h"
#include "signing/keys/SigningKey.h"

namespace balalyk::signing {

// A key that never leaves its token (PKCS#11). One login when it is opened and none after: the PIN is not kept, so a
// token that was removed or logged out meanwhile ends the batch with keyTokenRemoved. Every concurrent caller of sign()
// has its own session, which is kept for the next.
class Pkcs11Key final : public SigningKey {
 public:
  struct Settings {
    std::filesystem::path module;            // the token's library
    std::string token;                       // its label or its serial number
    std::string key;                         // label of the private key; any when empty
    std::string keyId;                       // its CKA_ID, as bytes; any when empty
    std::string certificateSha256;           // which of several keys that fit: that of this certificate
    std::optional<Certificate> certificate;  // when the token itself holds none
    std::vector<Certificate> chain;          // intermediates, from the issuer upwards
    bool allowLastTry = false;               // use the last try before the token locks
  };

  // The PIN is tried once; while another key of the token is open, it is not tried but must be the one that the token
  // accepted (Pkcs11Module keeps a salted digest of that). Throws KeyError keyModuleUnusable, keyTokenMissing,
  // keyTokenNotUnique, keyPinWrong, keyPinWrongLastTry (it was, and one try is left), keyPinLocked,
  // keyPinLastTry, keyMissing, keyNotUnique, keyCertificateMissing, certificateUnknown (none of several keys has the
  // chosen one), keyDoesNotMatchCertificate, keyUnsupported, or keyAlwaysAuthenticates: a key that wants the PIN for
  // every signature cannot sign a batch.
  static std::unique_ptr<Pkcs11Key> open(Settings settings, const Secret& pin);

  ~Pkcs11Key() override;
  const Certificate& certificate() const override;
  const std::vector<Certificate>& chain() const override;
  SignatureAlgorithm algorithm() const override;
  std::vector<std::string> sign(std::span<const Digest> digests) override;

 private:
  struct State;
  explicit Pkcs11Key(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace balalyk::signing
