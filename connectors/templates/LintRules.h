#pragma once

#include <string>
#include <vector>

#include "connectors/templates/OdfPackage.h"
#include "pipeline/template/TemplateContract.h"

namespace balalyk {

// The three families of rules; the codes are in TemplateLinter.h.
using Findings = std::vector<LintFinding>;
void findForbidden(const OdfPackage& package, Findings& findings);
void findContractBreaches(const OdfPackage& package, const KindContract& contract, Findings& findings);
void findFormDefects(const OdfPackage& package, const std::string& language, const std::vector<std::string>& fonts,
                     Findings& findings);

}  // namespace balalyk
