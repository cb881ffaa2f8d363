#include "pipeline/problems/ProblemRows.h"

// The second judge.
namespace balalyk {

std::span<const ProblemKind> judgeProblems() {
  static constexpr ProblemKind kRows[] = {
      {"judgeUnavailable", Part::judge, Passing::no, "reason"},
      {"judgesDisagree", Part::judge, Passing::no, "first second"},
  };
  return kRows;
}

}  // namespace balalyk
