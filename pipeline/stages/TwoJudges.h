#pragma once

#include <string_view>

#include "pipeline/document/Document.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/stages/Judgement.h"
#include "signing/validation/Validator.h"

namespace balalyk::signing {
struct OpenedContainer;
}

namespace balalyk {

// Before anything is published or raised to a level, both are asked.
class TwoJudges {
 public:
  TwoJudges(const signing::Validator& first, SecondJudge& second, DocumentStore& store)
      : first_(first), second_(second), store_(store) {}

  // Of a container of ours. Throws StageError quarantined judgesDisagree{first, second}; wait judgeUnavailable.
  // What was read of it stays in `opened`.
  signing::VerificationReport judge(const Document& document, std::string_view container, std::chrono::sys_seconds at,
                                    signing::OpenedContainer& opened) const;

 private:
  const signing::Validator& first_;
  SecondJudge& second_;
  DocumentStore& store_;
};

}  // namespace balalyk
