#include "connectors/identity/OidcMetadata.h"

#include <Poco/JSON/Array.h>

#include "connectors/identity/LimitedJson.h"
#include "connectors/identity/ProviderFault.h"

namespace balalyk {

namespace {

constexpr std::size_t kLongestAddress = 1'024;
constexpr std::chrono::hours kWhileDown{24};
constexpr std::chrono::seconds kFailurePause{3};  // those who waited for the answer do not each wait for the next one
constexpr const char* kWellKnown = "/.well-known/openid-configuration";

// nullopt: it does not list any.
std::optional<bool> lists(const Poco::JSON::Object& metadata, const char* name, const char* word) {
  const auto value = metadata.get(name);
  if (value.type() != typeid(Poco::JSON::Array::Ptr)) return std::nullopt;
  for (const auto& entry : *value.extract<Poco::JSON::Array::Ptr>())
    if (entry.isString() && entry.extract<std::string>() == word) return true;
  return false;
}

bool says(const Poco::JSON::Object& metadata, const char* name) {
  const auto value = metadata.get(name);
  return value.isBoolean() && value.extract<bool>();
}

}  // namespace

template <class Value>
Value OidcMetadata::fresh(Kept<Value>& kept, const std::function<Value()>& ask) {
  const auto now = options_.now();
  if (kept.value && now - kept.at < options_.keep) return *kept.value;
  if (!kept.failure || now - kept.failedAt > kFailurePause) {
    try {
      kept = {.value = ask(), .at = options_.now()};
      return *kept.value;
    } catch (const ProviderFault& fault) {
      kept.failure = fault;
      kept.failedAt = options_.now();
    }
  }
  const bool known = kept.value && now - kept.at < kWhileDown;
  if (kept.failure->kind() == ProviderFault::Kind::down && known) return *kept.value;
  throw ProviderFault(*kept.failure);
}

OidcEndpoints OidcMetadata::endpoints() {
  const std::lock_guard lock(mutex_);
  return fresh<OidcEndpoints>(endpoints_, [this] { return askForEndpoints(); });
}

std::vector<Jwk> OidcMetadata::keys() {
  const auto address = endpoints().keys;
  const std::lock_guard lock(mutex_);
  return fresh<std::vector<Jwk>>(keys_, [&] { return askForKeys(address); });
}

std::optional<std::vector<Jwk>> OidcMetadata::keysAgain() {
  const auto address = endpoints().keys;
  const std::lock_guard lock(mutex_);
  const auto now = options_.now();
  if (keys_.value && now - keys_.at < options_.rotationPause) return std::nullopt;
  auto keys = askForKeys(address);
  keys_ = {keys, now};
  return keys;
}

OidcEndpoints OidcMetadata::askForEndpoints() {
  auto address = options_.address;
  if (address.ends_with('/')) address.pop_back();
  const auto metadata = http_.object({.url = address + kWellKnown});
  requireOf(textOf(*metadata, "issuer", kLongestAddress) == options_.address, "issuer");
  const auto endpoint = [&](const char* name) {
    auto url = textOf(*metadata, name, kLongestAddress).value_or("");
    if (!url.empty()) http_.requireAddress(url);
    return url;
  };
  OidcEndpoints found{.authorization = endpoint("authorization_endpoint"),
                      .token = endpoint("token_endpoint"),
                      .keys = endpoint("jwks_uri"),
                      .userinfo = endpoint("userinfo_endpoint"),
                      .namesIssuer = says(*metadata, "authorization_response_iss_parameter_supported")};
  requireOf(!found.authorization.empty() && !found.token.empty() && !found.keys.empty(), "endpoint");
  requireOf(lists(*metadata, "code_challenge_methods_supported", "S256").value_or(true), "challenge");
  found.secretInBody = lists(*metadata, "token_endpoint_auth_methods_supported", "client_secret_post").value_or(false);
  return found;
}

std::vector<Jwk> OidcMetadata::askForKeys(const std::string& address) {
  return readJwkSet(http_.send({.url = address}).body);
}

}  // namespace balalyk
