#include "connectors/identity/Jwt.h"

#include "connectors/identity/Base64Url.h"
#include "connectors/identity/LimitedJson.h"
#include "connectors/identity/ProviderFault.h"

namespace balalyk {

namespace {

constexpr std::size_t kLongestToken = 16'384, kLongestMember = 256, kMostTried = 4;

std::string decoded(std::string_view part) {
  auto bytes = fromBase64Url(part);
  requireOf(bytes.has_value(), "tokenForm");
  return *std::move(bytes);
}

}  // namespace

Jwt Jwt::read(std::string_view token) {
  requireOf(token.size() <= kLongestToken, "tokenForm");
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  requireOf(second != std::string_view::npos && token.find('.', second + 1) == std::string_view::npos, "tokenForm");

  Jwt jwt;
  const auto header = limitedObject(decoded(token.substr(0, first)));
  const auto algorithm = jwsAlgorithmFrom(textOf(*header, "alg", kLongestMember).value_or(""));
  requireOf(algorithm.has_value(), "algorithm");
  requireOf(!header->has("crit") && !header->has("b64"), "critical");
  jwt.algorithm_ = *algorithm;
  jwt.keyId_ = textOf(*header, "kid", kLongestMember).value_or("");
  jwt.signed_ = token.substr(0, second);
  jwt.signature_ = decoded(token.substr(second + 1));
  jwt.claims_ = limitedObject(decoded(token.substr(first + 1, second - first - 1)));
  return jwt;
}

const Poco::JSON::Object& Jwt::verified(const std::vector<Jwk>& keys) const {
  std::vector<const Jwk*> fitting;
  for (const auto& key : keys) {
    if (key.fits(algorithm_) && (keyId_.empty() || key.id() == keyId_)) fitting.push_back(&key);
  }
  requireOf(!fitting.empty(), "keyUnknown");
  // Without an id it has to be clear which one is meant (OpenID Connect Core, 10.1).
  requireOf(!keyId_.empty() || fitting.size() == 1, "keyUnknown");
  for (std::size_t i = 0; i < fitting.size() && i < kMostTried; ++i)
    if (fitting[i]->verifies(algorithm_, signed_, signature_)) return *claims_;
  throw ProviderFault("signature");
}

}  // namespace balalyk
