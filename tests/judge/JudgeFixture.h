#pragma once

#include <string>

#include "Keyring.h"
#include "connectors/pdf/XmlsecJudge.h"
#include "signing/validation/Validator.h"

namespace balalyk::test {

// A machine where bubblewrap cannot work has its judge tested too; another test says that nothing is judged there
// unless that is allowed.
inline HelperSettings helperSettings() {
  return {.shim = TEST_SHIM, .helper = TEST_HELPER, .sandbox = SandboxPolicy::whenPossible, .most = 2};
}

inline signing::VerificationReport firstReport(const std::string& bytes) {
  using namespace signing::test;
  return signing::Validator{Keyring::get().anchors()}.verify(bytes, signing::test::now() + std::chrono::hours{1});
}

// "accepted", "refused: digestDiffers", "notJudged: form"; of several signatures with a comma between.
inline std::string wordsOf(const std::vector<SecondVerdict>& verdicts) {
  std::string words;
  for (const auto& verdict : verdicts) {
    if (!words.empty()) words += ", ";
    words += toString(verdict.kind);
    if (!verdict.reason.empty()) words += ": " + verdict.reason;
    for (const auto& [name, value] : verdict.params) words += " " + value;
  }
  return words;
}

inline std::string judged(const std::string& container, const signing::VerificationReport& report) {
  static XmlsecJudge judge(helperSettings());
  return wordsOf(judge.judge(container, report));
}

inline std::string judged(const std::string& container) {
  return judged(container, firstReport(container));
}

}  // namespace balalyk::test
