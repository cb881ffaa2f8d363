#include "pipeline/problems/ProblemRows.h"

// Mails to chairpersons and secretaries.
namespace balalyk {

std::span<const ProblemKind> mailProblems() {
  static constexpr ProblemKind kRows[] = {
      {"mailAddressWrong", Part::mail, Passing::no, "member"},
      {"mailCommandMissing", Part::mail, Passing::whenFixed, "file"},
      {"mailFailed", Part::mail, Passing::soon, "status"},
      {"mailRefused", Part::mail, Passing::no, "status"},
      {"mailTimeout", Part::mail, Passing::soon, "seconds"},
      {"mailUnset", Part::mail, Passing::no, ""},
      {"noticeGivenUp", Part::mail, Passing::no, "attempts notice"},
      {"noticePointless", Part::mail, Passing::no, ""},
      {"noticeReaderGone", Part::mail, Passing::no, "member"},
      {"noticeReaderWithoutAddress", Part::mail, Passing::no, "member"},
      {"noticeRefused", Part::mail, Passing::no, "member"},
  };
  return kRows;
}

}  // namespace balalyk
