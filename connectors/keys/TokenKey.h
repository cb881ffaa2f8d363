#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "connectors/keys/TokenProcess.h"
#include "signing/crypto/Secret.h"
#include "signing/keys/Pkcs11Key.h"

namespace balalyk {

// A key in a token (signing/keys/Pkcs11Key.h), held by its own process. A module that hangs or breaks down ends that
// process and concerns no other key, not even one of the same module; what was signed until then is given on.
class TokenKey final : public signing::SigningKey {
 public:
  struct Process {
    std::filesystem::path program;
    std::chrono::milliseconds deadline;  // of the opening, and of each signature
  };

  // `certificates`: among which its issuers are looked for. Throws KeyError: those of Pkcs11Key::open() and of
  // TokenProcess.
  TokenKey(const Process& process, const signing::Pkcs11Key::Settings& settings, const signing::Secret& pin,
           std::span<const signing::Certificate> certificates);

  const signing::Certificate& certificate() const override { return certificate_; }
  const std::vector<signing::Certificate>& chain() const override { return chain_; }
  signing::SignatureAlgorithm algorithm() const override { return algorithm_; }
  std::vector<std::string> sign(std::span<const signing::Digest> digests) override;
  std::optional<signing::KeyError> ended() const override;

 private:
  signing::Certificate open(const signing::Pkcs11Key::Settings& settings, const signing::Secret& pin);

  TokenProcess process_;
  const signing::Certificate certificate_;
  const std::vector<signing::Certificate> chain_;
  const signing::SignatureAlgorithm algorithm_;
  mutable std::mutex mutex_;
  std::optional<signing::KeyError> ended_;
};

}  // namespace balalyk
