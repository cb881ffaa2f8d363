#pragma once

#include <variant>

#include "connectors/pdf/judging/JudgeWords.h"
#include "pipeline/ports/SecondJudge.h"

namespace balalyk {

// What xmlsec is to be asked about a signature, or why it cannot judge it: notJudged with form, notResolved,
// transform{algorithm} or algorithm{algorithm}. Decided here, from what our validator read, never by the process that
// has read the container.
std::variant<judging::SignatureQuestion, SecondVerdict> questionAbout(const signing::VerificationReport& report,
                                                                      const signing::SignatureReport& signature);

SecondVerdict notJudged(std::string reason, std::map<std::string, std::string> params = {});
SecondVerdict verdictOf(judging::Finding finding);

}  // namespace balalyk
