#pragma once

#include <Poco/JSON/Object.h>

#include <string>
#include <string_view>
#include <vector>

#include "connectors/identity/Jwk.h"

namespace balalyk {

// A signed token in its compact form (RFC 7515), read and not yet believed.
class Jwt {
 public:
  // At most 16 KiB. Throws ProviderFault: tokenForm, notJson, memberWrong, algorithm (not one of the allowed),
  // critical (it demands what this program does not know).
  static Jwt read(std::string_view token);

  JwsAlgorithm algorithm() const { return algorithm_; }
  const std::string& keyId() const { return keyId_; }  // empty: none

  // Its claims, once one of the keys verifies it: the one with its key id, or without an id the only one that fits.
  // Throws ProviderFault: keyUnknown, signature.
  const Poco::JSON::Object& verified(const std::vector<Jwk>& keys) const;

 private:
  JwsAlgorithm algorithm_{};
  std::string keyId_, signed_, signature_;
  Poco::JSON::Object::Ptr claims_;
};

}  // namespace balalyk
