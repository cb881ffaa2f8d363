#include "connectors/templates/TemplateLinter.h"

#include <algorithm>

#include "connectors/templates/LintRules.h"

namespace balalyk {

std::vector<LintFinding> lint(std::string_view bytes, const std::string& kind, const std::string& language,
                              const TemplateContract& contract) {
  const auto& kindContract = contract.kind(kind);
  const auto languages = contract.languages();
  if (std::find(languages.begin(), languages.end(), language) == languages.end())
    throw Error("unknownLanguage", {{"language", language}});
  const OdfPackage package = openOdf(bytes);
  Findings findings;
  findForbidden(package, findings);
  // What is not wholly there would only be found to lack everything.
  if (!package.findings.empty()) return findings;
  findContractBreaches(package, kindContract, findings);
  findFormDefects(package, language, contract.fonts(), findings);
  return findings;
}

std::vector<LintFinding> refusals(std::string_view bytes) {
  Findings findings;
  findForbidden(openOdf(bytes), findings);
  return findings;
}

}  // namespace balalyk
