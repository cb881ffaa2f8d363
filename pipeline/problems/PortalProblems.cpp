#include "pipeline/problems/ProblemRows.h"

// The portal's views.
namespace balalyk {

std::span<const ProblemKind> portalProblems() {
  static constexpr ProblemKind kRows[] = {
      {"cursorInFuture", Part::portal, Passing::no, "view"},
      {"recordTimesInFuture", Part::portal, Passing::no, "count key view"},
      {"recordTimesMissing", Part::portal, Passing::no, "count key view"},
      {"recordsShownTwice", Part::portal, Passing::no, "count key view"},
      {"recordsWithoutKey", Part::portal, Passing::no, "count view"},
      {"viewAmountsUnusual", Part::portal, Passing::no, "view"},
      {"viewColumnMissing", Part::portal, Passing::no, "column view"},
      {"viewColumnType", Part::portal, Passing::no, "column found view wanted"},
      {"viewColumnsLater", Part::portal, Passing::no, "columns view"},
      {"viewMissing", Part::portal, Passing::no, "view"},
      {"viewShowsNothing", Part::portal, Passing::no, "view"},
      {"viewSlow", Part::portal, Passing::no, "milliseconds view"},
      {"viewTimesInSeconds", Part::portal, Passing::no, "view"},
      {"viewUnreadable", Part::portal, Passing::whenFixed, "detail view"},
  };
  return kRows;
}

}  // namespace balalyk
