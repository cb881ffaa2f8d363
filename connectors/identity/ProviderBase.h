#pragma once

#include <semaphore>

#include "connectors/identity/CodeExchange.h"
#include "connectors/identity/KeptVisit.h"
#include "connectors/identity/ProviderOptions.h"
#include "pipeline/ports/IdentityProvider.h"
#include "signing/crypto/Secret.h"

namespace balalyk {

// The port around a flow that throws: every fault becomes a problem here, and nothing else leaves. A few sign-ins at a
// time wait for a provider; a slow one does not hold all threads of the portal.
class ProviderBase : public IdentityProvider {
 public:
  ProviderBase(std::string name, ProviderOptions options, signing::Secret secret);

  const std::string& name() const override { return name_; }
  std::variant<ProviderVisit, Problem> begin(const std::string& returnAddress) final;
  std::variant<ProvenPerson, Problem> finish(const Parameters& parameters, const std::string& kept) final;

 protected:
  virtual std::string addressFor(const KeptVisit& visit) = 0;
  virtual void requireResponse(const Parameters&) {}  // before its code is looked at
  virtual ProvenPerson personBy(const std::string& code, const KeptVisit& visit) = 0;

  const ProviderOptions options_;
  const signing::Secret secret_;
  ProviderHttp http_;

 private:
  template <class Success, class Work>
  std::variant<Success, Problem> guarded(Work work);

  const std::string name_;
  std::counting_semaphore<> turns_;
};

}  // namespace balalyk
