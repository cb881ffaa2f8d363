#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "signing/crypto/Secret.h"
#include "signing/keys/SigningKey.h"

namespace balalyk::signing {

// A private key from a PKCS#12 file. It does not look at the clock: see checkValidity().
class Pkcs12Key final : public SigningKey {
 public:
  // Throw KeyError keyFileUnreadable, keyFileOutdated (encrypted with RC2), keyPasswordWrong,
  // keyDoesNotMatchCertificate or keyUnsupported.
  static std::unique_ptr<Pkcs12Key> open(const std::filesystem::path& file, const Secret& password);
  static std::unique_ptr<Pkcs12Key> open(std::string_view bytes, const Secret& password);

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
