#include "connectors/identity/ProviderBase.h"

#include <Poco/Exception.h>

#include "connectors/identity/ProviderFault.h"

namespace balalyk {

namespace {

constexpr int kMostAtOnce = 6;
constexpr std::chrono::seconds kLongestWait{2};

Problem problemOf(const ProviderFault& fault, const std::string& provider) {
  if (fault.kind() == ProviderFault::Kind::down)
    return Problem{"identityProviderDown", {{"provider", provider}, {"fault", fault.what()}}};
  return Problem{"identityProviderWrong", {{"provider", provider}, {"fault", fault.what()}}};
}

Problem problemOf(const SignInRefused& refused, const std::string& provider) {
  switch (refused.why) {
    case SignInRefused::Why::cancelled:
      return Problem{"signInCancelled", {{"provider", provider}}};
    case SignInRefused::Why::expired:
      return Problem{"signInExpired", {}};
    case SignInRefused::Why::state:
      break;
  }
  return Problem{"signInStateWrong", {}};
}

class Turn {
 public:
  explicit Turn(std::counting_semaphore<>& turns) : turns_(turns) {
    if (!turns_.try_acquire_for(kLongestWait)) throw ProviderFault(ProviderFault::Kind::down, "busy");
  }
  ~Turn() { turns_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::counting_semaphore<>& turns_;
};

}  // namespace

ProviderBase::ProviderBase(std::string name, ProviderOptions options, signing::Secret secret)
    : options_(std::move(options)),
      secret_(std::move(secret)),
      http_(options_.http, options_.plain),
      name_(std::move(name)),
      turns_(kMostAtOnce) {}

template <class Success, class Work>
std::variant<Success, Problem> ProviderBase::guarded(Work work) {
  try {
    const Turn turn(turns_);
    return work();
  } catch (const ProviderFault& fault) {
    return problemOf(fault, name_);
  } catch (const SignInRefused& refused) {
    return problemOf(refused, name_);
  } catch (const Poco::Exception&) {  // a value of its JSON that is of another type than it claimed
    return problemOf(ProviderFault("memberWrong"), name_);
  }
}

std::variant<ProviderVisit, Problem> ProviderBase::begin(const std::string& returnAddress) {
  return guarded<ProviderVisit>([&] {
    const auto visit = KeptVisit::begin(returnAddress, options_.now());
    return ProviderVisit{addressFor(visit), visit.text()};
  });
}

std::variant<ProvenPerson, Problem> ProviderBase::finish(const Parameters& parameters, const std::string& kept) {
  return guarded<ProvenPerson>([&] {
    const auto visit = keptVisitFrom(kept);
    if (!visit) throw SignInRefused{SignInRefused::Why::state};
    // Whose response it is comes after whose visit it is, and before its code goes anywhere (RFC 9207).
    const auto code = codeOf(parameters, *visit, options_.now());
    requireResponse(parameters);
    return personBy(code, *visit);
  });
}

}  // namespace balalyk
