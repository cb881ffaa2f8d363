#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/Error.h"
#include "signing/report/VerificationReport.h"

namespace balalyk {

// What a second, independent judge says of one signature.
struct SecondVerdict {
  enum class Kind {
    accepted,
    refused,
    notJudged,  // beyond what it can judge: one judge alone decides
  };
  Kind kind = Kind::notJudged;
  // Why it is not accepted. refused: "digestDiffers", "valueDiffers" … (the judge's own words); notJudged: a code of
  // the catalogue, `oneJudge.<code>`.
  std::string reason;
  std::map<std::string, std::string> params;
};

std::string_view toString(SecondVerdict::Kind kind);  // "accepted"

// Port: judges the signatures of a container once more, by code that shares nothing with our validator where references
// and identifiers are resolved, bytes transformed and digested, and values decoded. It knows no paths, times, policies
// or evidence. Thread-safe; every call ends within its deadline.
class SecondJudge {
 public:
  virtual ~SecondJudge() = default;

  // One verdict for each signature of the report, in its order, on what our validator found it to sign and by whom.
  // Throws StageError wait judgeUnavailable{reason}: no answer is the machine's trouble, never the document's.
  virtual std::vector<SecondVerdict> judge(std::string_view container, const signing::VerificationReport& report) = 0;
};

}  // namespace balalyk
