#pragma once

#include <Poco/JSON/Object.h>

#include <chrono>
#include <string>

namespace balalyk {

// What an ID token must say to be for this sign-in (OpenID Connect Core, 3.1.3.7).
struct TokenExpectation {
  std::string issuer, client, nonce;
  std::string accessToken;  // which came with it; checked where the token binds it
  std::chrono::seconds now{};
};

// Its subject. Throws ProviderFault: issuer, audience, authorizedParty, expired, notYet, issuedAt, nonce, subject,
// accessTokenHash, memberWrong. Clocks may differ by two minutes.
std::string requireIdToken(const Poco::JSON::Object& claims, const TokenExpectation& expected);

}  // namespace balalyk
