#include "connectors/identity/IdToken.h"
#include "connectors/identity/Jwt.h"
#include "connectors/identity/LimitedJson.h"
#include "connectors/identity/OidcMetadata.h"
#include "connectors/identity/PersonClaims.h"
#include "connectors/identity/ProviderBase.h"
#include "connectors/identity/ProviderFault.h"
#include "connectors/identity/Providers.h"

namespace balalyk {

namespace {

constexpr std::size_t kLongestToken = 16'384, kLongestSubject = 255;

void readPerson(const Poco::JSON::Object& claims, ProvenPerson& person) {
  person.pin = pinIn(claims, "pin");
  person.name = {.surname = nameIn(claims, "family_name"),
                 .givenName = nameIn(claims, "given_name"),
                 .patronymic = nameIn(claims, "middle_name")};
}

class OidcProvider final : public ProviderBase {
 public:
  OidcProvider(ProviderOptions options, signing::Secret secret)
      : ProviderBase("oidc", std::move(options), std::move(secret)), metadata_(options_, http_) {}

 private:
  std::string addressFor(const KeptVisit& visit) override {
    const auto endpoint = metadata_.endpoints().authorization;
    const std::string scope = "openid profile" + (options_.pinScope.empty() ? "" : " " + options_.pinScope);
    return endpoint + (endpoint.find('?') == std::string::npos ? "?" : "&") +
           "response_type=code&response_mode=query&client_id=" + percentEncoded(options_.client) +
           "&redirect_uri=" + percentEncoded(visit.returnAddress) + "&scope=" + percentEncoded(scope) +
           "&state=" + visit.state + "&nonce=" + visit.nonce +
           "&code_challenge_method=S256&code_challenge=" + visit.challenge();
  }

  void requireResponse(const Parameters& parameters) override {
    const auto issuer = parameters.find("iss");
    if (issuer != parameters.end()) requireOf(issuer->second == options_.address, "responseIssuer");
    requireOf(issuer != parameters.end() || !metadata_.endpoints().namesIssuer, "responseIssuer");
  }

  ProvenPerson personBy(const std::string& code, const KeptVisit& visit) override {
    const auto endpoints = metadata_.endpoints();
    const auto answer = exchangeCode(http_,
                                     {.tokenAddress = endpoints.token,
                                      .client = options_.client,
                                      .code = code,
                                      .secretInBody = endpoints.secretInBody},
                                     visit, secret_);
    const auto accessToken = accessTokenOf(*answer);
    const auto idToken = textOf(*answer, "id_token", kLongestToken);
    requireOf(idToken.has_value(), "tokenMissing");
    const auto jwt = Jwt::read(*idToken);
    const auto& claims = verified(jwt);
    ProvenPerson person;
    person.identity = {options_.address, requireIdToken(claims, {.issuer = options_.address,
                                                                 .client = options_.client,
                                                                 .nonce = visit.nonce,
                                                                 .accessToken = accessToken,
                                                                 .now = options_.now()})};
    readPerson(claims, person);
    if (person.pin.empty() && !endpoints.userinfo.empty()) askUserinfo(endpoints.userinfo, accessToken, person);
    return person;
  }

  // With the keys that are known; should its key not be among them, with the keys as they are now.
  const Poco::JSON::Object& verified(const Jwt& jwt) {
    try {
      return jwt.verified(metadata_.keys());
    } catch (const ProviderFault& fault) {
      if (std::string_view(fault.what()) != "keyUnknown") throw;
      const auto keys = metadata_.keysAgain();
      if (!keys) throw;
      return jwt.verified(*keys);
    }
  }

  // OpenID Connect Core, 5.3.2: the same subject, or nothing of it is used.
  void askUserinfo(const std::string& address, const std::string& accessToken, ProvenPerson& person) {
    const auto claims = http_.object({.url = address, .headers = {{"Authorization", "Bearer " + accessToken}}});
    requireOf(textOf(*claims, "sub", kLongestSubject) == person.identity.subject, "userinfoSubject");
    readPerson(*claims, person);
  }

  OidcMetadata metadata_;
};

}  // namespace

std::unique_ptr<IdentityProvider> makeOidcProvider(ProviderOptions options, signing::Secret clientSecret) {
  return std::make_unique<OidcProvider>(std::move(options), std::move(clientSecret));
}

}  // namespace balalyk
