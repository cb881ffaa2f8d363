#pragma once

#include <map>
#include <string>
#include <vector>

#include "signing/container/AsicReader.h"
#include "signing/report/VerificationReport.h"

namespace balalyk::signing {

// Gathers checks and keeps what they amount to.
class Verdict {
 public:
  // By the profile of our own containers nothing is tolerated.
  explicit Verdict(ContainerProfile profile = ContainerProfile::foreign) : profile_(profile) {}

  // Notes a check. When it failed it counts with this sub-indication. Returns `passed`.
  bool note(std::string code, bool passed, SubIndication whenFailed, std::map<std::string, std::string> params = {});
  // Notes what does not hold and does not count, but in our own containers.
  void tolerate(std::string code, std::map<std::string, std::string> params = {},
                SubIndication inOwn = SubIndication::formatFailure);
  // The same with all of another verdict.
  void tolerate(Verdict&& other);

  Indication indication() const { return indication_; }
  SubIndication subIndication() const { return subIndication_; }
  std::vector<Check> takeChecks() { return std::move(checks_); }

 private:
  void count(Indication indication, SubIndication subIndication);

  ContainerProfile profile_;
  std::vector<Check> checks_;
  Indication indication_ = Indication::totalPassed;
  SubIndication subIndication_ = SubIndication::none;
};

Indication indicationFor(SubIndication subIndication);
bool isWorse(Indication left, Indication right);

}  // namespace balalyk::signing
