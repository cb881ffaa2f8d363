#pragma once

#include <Poco/JSON/Object.h>

#include <string>

#include "connectors/identity/KeptVisit.h"
#include "connectors/identity/ProviderHttp.h"
#include "pipeline/ports/IdentityProvider.h"
#include "signing/crypto/Secret.h"

namespace balalyk {

// What every authorization-code flow does alike (RFC 6749, RFC 7636).

// The code in what the browser brought back. Throws ProviderFault: codeMissing, responseError.
struct SignInRefused {
  enum class Why { cancelled, state, expired };
  Why why;
};
// Throws SignInRefused when it is not this browser's visit, too old, or was cancelled.
std::string codeOf(const IdentityProvider::Parameters& parameters, const KeptVisit& visit, std::chrono::seconds now);

struct CodeQuestion {
  std::string tokenAddress, client, code;
  bool secretInBody = true;
  bool provesChallenge = true;  // PKCE
};
// The token endpoint's answer; the question goes out once. The secret goes from the memory in which it is wiped. Throws
// ProviderFault: those of ProviderHttp, codeRefused (used before, or of another).
Poco::JSON::Object::Ptr exchangeCode(ProviderHttp& http, const CodeQuestion& question, const KeptVisit& visit,
                                     const signing::Secret& secret);

// The bearer token of the answer. Throws ProviderFault tokenMissing.
std::string accessTokenOf(const Poco::JSON::Object& answer);

}  // namespace balalyk
