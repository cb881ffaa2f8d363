#pragma once

#include <map>
#include <string>
#include <variant>

#include "pipeline/Error.h"
#include "pipeline/domain/PersonName.h"
#include "pipeline/ports/Accounts.h"

namespace balalyk {

// Who came back from a provider, as far as it proved that.
struct ProvenPerson {
  Identity identity;
  std::string pin;    // 14 digits; empty: it said none
  std::string soate;  // of the local body where the person works; empty: it said none
  PersonName name;    // for the greeting only, kept nowhere
};

// Where the browser goes, and what the browser's session keeps until it is back: opaque, at most 1 KiB, for this one
// sign-in. Never in the address or in a cookie that can be read.
struct ProviderVisit {
  std::string address;
  std::string kept;
};

// Port: somebody else who says who a person is. A provider is not trusted to be well-behaved: whatever it sends ends in
// a person or in a problem, within the time limit. Thread-safe.
class IdentityProvider {
 public:
  virtual ~IdentityProvider() = default;
  virtual const std::string& name() const = 0;  // "oidc", "infocom": in addresses and in the audit trail

  // `returnAddress`: ours, as it is registered there. Problems: identityProviderDown{provider, check},
  // identityProviderWrong{provider, check}.
  virtual std::variant<ProviderVisit, Problem> begin(const std::string& returnAddress) = 0;

  // The query's parameters as they came back, each once. Problems: those, signInCancelled{provider},
  // signInStateWrong (not what this browser began), signInExpired (begun too long ago).
  using Parameters = std::map<std::string, std::string>;
  virtual std::variant<ProvenPerson, Problem> finish(const Parameters& parameters, const std::string& kept) = 0;
};

}  // namespace balalyk
