#pragma once

#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace balalyk {

// The only ways in which a token may be signed. «none» and those with a shared secret are none of them.
enum class JwsAlgorithm { rs256, ps256, es256 };
std::optional<JwsAlgorithm> jwsAlgorithmFrom(std::string_view name);

// A public key of a provider's set (RFC 7517), of a kind that is allowed: RSA of 2048 to 8192 bits, or P-256.
class Jwk {
 public:
  enum class Kind { rsa, p256 };
  Jwk(Kind kind, std::string id, std::optional<JwsAlgorithm> algorithm, EVP_PKEY* key);

  const std::string& id() const { return id_; }  // empty: it has none
  bool fits(JwsAlgorithm algorithm) const;
  bool verifies(JwsAlgorithm algorithm, std::string_view text, std::string_view signature) const;

 private:
  Kind kind_;
  std::string id_;
  std::optional<JwsAlgorithm> algorithm_;  // the only one that the key is for; nullopt: it does not say
  std::shared_ptr<EVP_PKEY> key_;
};

// The keys of a set that can be used; others in it are passed over. At most 32. Throws ProviderFault: notJson,
// keysWrong when none can be used.
std::vector<Jwk> readJwkSet(std::string_view json);

}  // namespace balalyk
