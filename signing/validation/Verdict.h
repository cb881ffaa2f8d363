#pragma once

#include <map>
#include <string>
#include <vector>

#include "signing/validation/VerificationReport.h"

namespace balalyk::signing {

// Gathers checks and keeps what they amount to.
class Verdict {
 public:
  // Notes a check. When it failed it counts with this sub-indication. Returns `passed`.
  bool note(std::string code, bool passed, SubIndication whenFailed, std::map<std::string, std::string> params = {});
  // The checks of something that this verdict does not depend on.
  void append(Verdict&& other);

  Indication indication() const { return indication_; }
  SubIndication subIndication() const { return subIndication_; }
  std::vector<Check> takeChecks() { return std::move(checks_); }

 private:
  std::vector<Check> checks_;
  Indication indication_ = Indication::totalPassed;
  SubIndication subIndication_ = SubIndication::none;
};

Indication indicationFor(SubIndication subIndication);
bool isWorse(Indication left, Indication right);

}  // namespace balalyk::signing
