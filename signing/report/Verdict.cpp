#include "signing/report/Verdict.h"

namespace balalyk::signing {
namespace {

int weight(Indication indication) {
  switch (indication) {
    case Indication::totalPassed:
      return 0;
    case Indication::indeterminate:
      return 1;
    case Indication::totalFailed:
      break;
  }
  return 2;
}

}  // namespace

bool isWorse(Indication left, Indication right) {
  return weight(left) > weight(right);
}

Indication indicationFor(SubIndication subIndication) {
  switch (subIndication) {
    case SubIndication::none:
      return Indication::totalPassed;
    case SubIndication::formatFailure:
    case SubIndication::hashFailure:
    case SubIndication::sigCryptoFailure:
    case SubIndication::revoked:
    case SubIndication::expired:
    case SubIndication::notYetValid:
      return Indication::totalFailed;
    default:
      return Indication::indeterminate;
  }
}

void Verdict::count(Indication indication, SubIndication subIndication) {
  if (!isWorse(indication, indication_)) return;
  indication_ = indication;
  subIndication_ = subIndication;
}

bool Verdict::note(std::string code, bool passed, SubIndication whenFailed, std::map<std::string, std::string> params) {
  checks_.push_back({std::move(code), passed, std::move(params), false});
  if (!passed) count(indicationFor(whenFailed), whenFailed);
  return passed;
}

void Verdict::tolerate(std::string code, std::map<std::string, std::string> params, SubIndication inOwn) {
  if (profile_ == ContainerProfile::own) {
    note(std::move(code), false, inOwn, std::move(params));
  } else {
    checks_.push_back({std::move(code), false, std::move(params), true});
  }
}

void Verdict::tolerate(Verdict&& other) {
  const bool counts = profile_ == ContainerProfile::own;
  if (counts) count(other.indication_, other.subIndication_);
  for (auto& check : other.checks_) {
    check.tolerated |= !check.passed && !counts;
    checks_.push_back(std::move(check));
  }
}

}  // namespace balalyk::signing
