#include "pipeline/problems/ProblemRows.h"

// Time-stamp authorities.
namespace balalyk {

std::span<const ProblemKind> timeStampProblems() {
  static constexpr ProblemKind kRows[] = {
      {"serviceSuspended", Part::timeStamp, Passing::no, "failure service"},
      {"serviceUnreachable", Part::timeStamp, Passing::no, "failure service"},
      {"timeStampQuotaSpent", Part::timeStamp, Passing::no, ""},
      {"timeStampRefused", Part::timeStamp, Passing::no, "failure service"},
      {"timeStampSignatureWrong", Part::timeStamp, Passing::no, ""},
      {"timeStampUnreadable", Part::timeStamp, Passing::no, ""},
      {"timeStampUrlMissing", Part::timeStamp, Passing::no, "level"},
  };
  return kRows;
}

}  // namespace balalyk
