#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "connectors/identity/Jwk.h"
#include "connectors/identity/ProviderFault.h"
#include "connectors/identity/ProviderOptions.h"

namespace balalyk {

// What a provider says of itself (OpenID Connect Discovery 1.0).
struct OidcEndpoints {
  std::string authorization, token, keys;
  std::string userinfo;       // empty: none
  bool namesIssuer = false;   // in its responses (RFC 9207)
  bool secretInBody = false;  // rather than in the Authorization header
};

// Asked for when it is needed, kept for a while; should the provider be down then, what is known goes for a day more.
// Thread-safe.
class OidcMetadata {
 public:
  OidcMetadata(const ProviderOptions& options, ProviderHttp& http) : options_(options), http_(http) {}

  // Throws ProviderFault: those of ProviderHttp, issuer, endpoint (one is missing or not https), challenge (no S256).
  OidcEndpoints endpoints();
  std::vector<Jwk> keys();  // throws ProviderFault, keysWrong too
  // Once more, for a key that is not among them; nullopt: they were asked for just now.
  std::optional<std::vector<Jwk>> keysAgain();

 private:
  template <class Value>
  struct Kept {
    std::optional<Value> value;
    std::chrono::seconds at{};
    std::optional<ProviderFault> failure;  // of the last question
    std::chrono::seconds failedAt{};
  };
  template <class Value>
  Value fresh(Kept<Value>& kept, const std::function<Value()>& ask);
  OidcEndpoints askForEndpoints();
  std::vector<Jwk> askForKeys(const std::string& address);

  const ProviderOptions& options_;
  ProviderHttp& http_;
  std::mutex mutex_;  // held while asking: others wait for the one answer, also when it is a failure
  Kept<OidcEndpoints> endpoints_;
  Kept<std::vector<Jwk>> keys_;
};

}  // namespace balalyk
