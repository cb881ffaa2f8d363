#include "pipeline/problems/ProblemRows.h"

// The office.
namespace balalyk {

std::span<const ProblemKind> officeProblems() {
  static constexpr ProblemKind kRows[] = {
      {"officeCrashed", Part::office, Passing::no, "detail"},
      {"officeDiskFull", Part::office, Passing::no, ""},
      {"officeFailed", Part::office, Passing::no, "detail"},
      {"officeMissing", Part::office, Passing::no, "file"},
      {"officePdfUnknown", Part::office, Passing::no, "detail"},
      {"officeSandboxMissing", Part::office, Passing::no, ""},
      {"officeTimedOut", Part::office, Passing::no, "detail"},
      {"officeUnavailable", Part::office, Passing::whenFixed, "reason"},
  };
  return kRows;
}

}  // namespace balalyk
