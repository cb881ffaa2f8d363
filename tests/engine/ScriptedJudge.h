#pragma once

#include "pipeline/ports/SecondJudge.h"

namespace balalyk::tests {

// Says of every signature what the test wants; for stages whose documents no xmlsec1 needs to see.
struct ScriptedJudge final : SecondJudge {
  SecondVerdict verdict{SecondVerdict::Kind::accepted, {}, {}};
  bool answers = true;
  int asked = 0;

  std::vector<SecondVerdict> judge(std::string_view, const signing::VerificationReport& report) override {
    ++asked;
    if (!answers) throw StageError(Disposition::wait, {"judgeUnavailable", {{"reason", "no answer in time"}}});
    return std::vector(report.signatures.size(), verdict);
  }
};

}  // namespace balalyk::tests
