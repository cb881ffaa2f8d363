#pragma once

#include <chrono>
#include <variant>

#include "pipeline/engine/StageRunner.h"

namespace balalyk {

// What becomes of a document when its stage is through with it, and when it is tried again: decided here and nowhere
// else.
class RetryRule {
 public:
  explicit RetryRule(EngineLimits limits) : limits_(limits) {}

  // A try after which none is left is quarantined. Of what is quarantined the evidence is kept first, named by the
  // parameter «bundle» of its problem; while it cannot be kept, the document is tried again as for any other trouble.
  // Between tries: about 1 s, 4 s, 16 s … up to 5 minutes.
  Failure decide(const Claim& claim, Stage stage, StageFailure failure) const;
  std::variant<Completed, Failure> decide(const Claim& claim, Stage stage, StageResult result) const;

 private:
  const EngineLimits limits_;
};

// How long a document waits that is not at fault: a key or a full disk wants a person, a database comes back by itself.
std::chrono::milliseconds waitAfter(const Problem& problem);

}  // namespace balalyk
