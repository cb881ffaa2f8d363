#pragma once

#include <string>
#include <variant>

#include "PlayedProvider.h"
#include "connectors/identity/Providers.h"
#include "signing/crypto/Secret.h"

namespace balalyk::test {

inline constexpr const char* kReturn = "https://portal.example/sign-in/return/oidc";

// Patient, for machines are busy; impatient with who is slow on purpose.
enum class Patience { much, little };
inline ProviderOptions quickOptions(const std::string& address, Patience patience = Patience::much) {
  ProviderOptions options{.address = address, .client = "balalyk", .plain = ProviderHttp::Plain::onLoopback};
  options.http.deadline = std::chrono::milliseconds(patience == Patience::much ? 10'000 : 300);
  options.rotationPause = std::chrono::seconds(0);
  return options;
}

// "identityProviderWrong/nonce", "signInCancelled"; of a person "pin PIN".
inline std::string verdict(const std::variant<ProvenPerson, Problem>& outcome) {
  if (const auto* person = std::get_if<ProvenPerson>(&outcome)) return "pin " + person->pin;
  const auto& problem = std::get<Problem>(outcome);
  const auto fault = problem.params.find("fault");
  return problem.code + (fault == problem.params.end() ? "" : "/" + fault->second);
}

// A whole sign-in with the browser in between; `returned` changes what it brings back.
using Parameters = IdentityProvider::Parameters;
inline std::string signIn(
    IdentityProvider& client, PlayedProvider& provider,
    const std::function<void(Parameters&)>& returned = [](Parameters&) {}) {
  const auto begun = client.begin(kReturn);
  if (const auto* problem = std::get_if<Problem>(&begun)) return problem->code + "/" + problem->params.at("fault");
  const auto& visit = std::get<ProviderVisit>(begun);
  Parameters parameters{{"state", queryOf(visit.address)["state"]}, {"code", provider.authorize(visit.address)}};
  returned(parameters);
  return verdict(client.finish(parameters, visit.kept));
}

}  // namespace balalyk::test
