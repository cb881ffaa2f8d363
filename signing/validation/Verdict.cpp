#include "signing/validation/Verdict.h"

#include <iterator>

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

void Verdict::append(Verdict&& other) {
  checks_.insert(checks_.end(), std::make_move_iterator(other.checks_.begin()),
                 std::make_move_iterator(other.checks_.end()));
}

bool Verdict::note(std::string code, bool passed, SubIndication whenFailed, std::map<std::string, std::string> params) {
  checks_.push_back({std::move(code), passed, std::move(params)});
  const Indication found = passed ? Indication::totalPassed : indicationFor(whenFailed);
  if (isWorse(found, indication_)) {
    indication_ = found;
    subIndication_ = whenFailed;
  }
  return passed;
}

}  // namespace balalyk::signing
