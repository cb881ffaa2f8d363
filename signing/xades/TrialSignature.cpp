#include "signing/xades/TrialSignature.h"

#include <algorithm>
#include <string>

#include "signing/xades/PreparedSignature.h"

namespace balalyk::signing {

std::vector<Check> failingChecksOf(const Validator& validator, const Certificate& signer,
                                   std::span<const Certificate> chain, std::chrono::sys_seconds at) {
  const DigestedFiles files({{"trial.txt", "text/plain", "trial"}});
  const auto prepared = prepare(files, signer, chain, {.signingTime = at});
  const auto report = validator.verify(finishUnsigned(prepared, files), at);
  auto checks = report.checks;
  for (const auto& signature : report.signatures)
    checks.insert(checks.end(), signature.checks.begin(), signature.checks.end());
  std::erase_if(checks, [](const Check& check) { return check.passed || check.code == "signatureValueMatches"; });
  return checks;
}

}  // namespace balalyk::signing
