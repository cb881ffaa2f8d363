#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "signing/crypto/Secret.h"
#include "signing/keys/SigningKey.h"

namespace balalyk::signing {

// A private key from a PKCS#12 file. It does not look at the clock: see checkValidity().
class Pkcs12Key final : public SigningKey {
 public:
  struct Choice {
    std::string certificateSha256;          // which of the file's keys: that of this certificate; any when empty
    std::vector<Certificate> certificates;  // that the file may lack: the key's own, its issuers'
  };

  // Throw KeyError (of a path with the file's name, {file}): those of Pkcs12File.h; keyFileWithoutKey,
  // keyFileWithoutCertificate, keyNotUnique (several keys and no choice), certificateUnknown (the chosen certificate is
  // not there), keyDoesNotMatchCertificate, keyUnsupported.
  static std::unique_ptr<Pkcs12Key> open(const std::filesystem::path& file, const Secret& password);
  static std::unique_ptr<Pkcs12Key> open(std::string_view bytes, const Secret& password, const Choice& choice);
  static std::unique_ptr<Pkcs12Key> open(std::string_view bytes, const Secret& password) {
    return open(bytes, password, Choice());
  }

  ~Pkcs12Key() override;
  const Certificate& certificate() const override;
  const std::vector<Certificate>& chain() const override;
  SignatureAlgorithm algorithm() const override;
  std::vector<std::string> sign(std::span<const Digest> digests) override;

 private:
  struct State;
  explicit Pkcs12Key(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace balalyk::signing
