#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "signing/SigningError.h"
#include "signing/crypto/Certificate.h"
#include "signing/crypto/Digest.h"
#include "signing/crypto/SignatureAlgorithm.h"

namespace balalyk::signing {

// The key failed in mid-batch: the values of the first digests are there, of the others there are none.
class PartlySigned : public KeyError {
 public:
  PartlySigned(const SigningError& cause, std::vector<std::string> values)
      : KeyError(cause.code(), cause.params()), values_(std::move(values)) {}
  const std::vector<std::string>& values() const { return values_; }

 private:
  std::vector<std::string> values_;
};

// A key that signs digests, wherever it lives: a file, a token, a remote service. Safe to use from many threads.
class SigningKey {
 public:
  virtual ~SigningKey() = default;
  virtual const Certificate& certificate() const = 0;
  virtual const std::vector<Certificate>& chain() const = 0;  // intermediates, from the issuer upwards
  virtual SignatureAlgorithm algorithm() const = 0;
  // One XML-DSig signature value per digest: RSA PKCS#1 v1.5, or r and s of ECDSA at the curve's width. Throws
  // KeyError, PartlySigned when some values are there.
  virtual std::vector<std::string> sign(std::span<const Digest> digests) = 0;
  // Why it signs nothing any more until it is opened again: its device hung or broke down. nullopt: it does.
  virtual std::optional<KeyError> ended() const { return std::nullopt; }
};

}  // namespace balalyk::signing
