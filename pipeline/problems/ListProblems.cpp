#include "pipeline/problems/ProblemRows.h"

// The lists that a secretary keeps: members and meals; what is wrong with an entry, and what changes with it.
namespace balalyk {

std::span<const ProblemKind> listProblems() {
  static constexpr ProblemKind kRows[] = {
      {"amountNotWritten", Part::document, Passing::no, "field"},
      {"chairpersonListed", Part::document, Passing::no, "member"},
      {"commissionWithoutChairperson", Part::document, Passing::no, ""},
      {"dayNotWritten", Part::document, Passing::no, "field"},
      {"emailImpossible", Part::document, Passing::no, "field"},
      {"memberIsYou", Part::document, Passing::no, ""},
      {"memberKept", Part::document, Passing::no, ""},
      {"memberListedTwice", Part::document, Passing::no, "member"},
      {"memberRolesLost", Part::document, Passing::no, "count"},
      {"memberShownUnderWay", Part::document, Passing::no, "count sent"},
      {"memberTicked", Part::document, Passing::no, "count"},
      {"memberUnderWay", Part::document, Passing::no, "count"},
      {"phoneImpossible", Part::document, Passing::no, "field"},
      {"signerChanges", Part::document, Passing::no, ""},
  };
  return kRows;
}

}  // namespace balalyk
