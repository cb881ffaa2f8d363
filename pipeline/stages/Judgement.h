#pragma once

#include <string>
#include <vector>

#include "pipeline/ports/SecondJudge.h"

namespace balalyk {

// What both judges say of a container.
struct Judgement {
  signing::VerificationReport first;
  std::vector<SecondVerdict> second;  // one for each of its signatures
};

// Whether they contradict each other where both look: what one accepts the other refuses. What is the first one's task
// alone (form, paths, times, policy) is not a contradiction.
bool disagree(const signing::SignatureReport& first, const SecondVerdict& second);
bool disagree(const Judgement& judgement);

// The second judge's verdicts as JSON.
std::string secondToJson(const Judgement& judgement);

}  // namespace balalyk
