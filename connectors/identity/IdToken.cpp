#include "connectors/identity/IdToken.h"

#include <Poco/JSON/Array.h>

#include <algorithm>
#include <vector>

#include "connectors/identity/Base64Url.h"
#include "connectors/identity/KeptVisit.h"
#include "connectors/identity/LimitedJson.h"
#include "connectors/identity/ProviderFault.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr double kTolerance = 120, kOldest = 3'600;  // seconds
constexpr std::size_t kLongestSubject = 255, kLongestText = 1'024;

std::vector<std::string> audiences(const Poco::JSON::Object& claims) {
  const auto value = claims.get("aud");
  if (value.type() != typeid(Poco::JSON::Array::Ptr)) {
    const auto one = textOf(claims, "aud", kLongestText);
    return one ? std::vector{*one} : std::vector<std::string>();
  }
  std::vector<std::string> all;
  for (const auto& audience : *value.extract<Poco::JSON::Array::Ptr>()) {
    requireOf(audience.isString(), "audience");
    all.push_back(audience.extract<std::string>());
  }
  return all;
}

void requireAudience(const Poco::JSON::Object& claims, const std::string& client) {
  const auto all = audiences(claims);
  requireOf(std::ranges::find(all, client) != all.end(), "audience");
  const auto party = textOf(claims, "azp", kLongestText);
  requireOf(all.size() == 1 || party.has_value(), "authorizedParty");
  requireOf(!party || *party == client, "authorizedParty");
}

void requireTimes(const Poco::JSON::Object& claims, double now) {
  const auto expires = timeOf(claims, "exp"), notBefore = timeOf(claims, "nbf"), issued = timeOf(claims, "iat");
  requireOf(expires && *expires + kTolerance > now, "expired");
  requireOf(!notBefore || *notBefore - kTolerance <= now, "notYet");
  requireOf(issued && *issued - kTolerance <= now && *issued + kOldest >= now, "issuedAt");
}

// The left half of the digest (OpenID Connect Core, 3.1.3.6): every allowed algorithm has SHA-256.
void requireAccessToken(const Poco::JSON::Object& claims, const std::string& token) {
  const auto hash = textOf(claims, "at_hash", kLongestText);
  if (!hash) return;
  const auto digest = signing::sha256(token);
  requireOf(sameText(*hash, toBase64Url(signing::bytesOf(digest).substr(0, digest.size() / 2))), "accessTokenHash");
}

}  // namespace

std::string requireIdToken(const Poco::JSON::Object& claims, const TokenExpectation& expected) {
  requireOf(textOf(claims, "iss", kLongestText) == expected.issuer, "issuer");
  requireAudience(claims, expected.client);
  requireTimes(claims, static_cast<double>(expected.now.count()));
  requireOf(sameText(textOf(claims, "nonce", kLongestText).value_or(""), expected.nonce), "nonce");
  requireAccessToken(claims, expected.accessToken);
  auto subject = textOf(claims, "sub", kLongestSubject).value_or("");
  requireOf(!subject.empty(), "subject");
  return subject;
}

}  // namespace balalyk
