#include "pipeline/problems/ProblemRows.h"

// The portal's pages: what a browser sent, and how they are served.
namespace balalyk {

std::span<const ProblemKind> webProblems() {
  static constexpr ProblemKind kRows[] = {
      {"accessDenied", Part::portal, Passing::no, ""},
      {"addressTooLong", Part::portal, Passing::no, ""},
      {"applicationNotFound", Part::portal, Passing::no, ""},
      {"assetMissing", Part::portal, Passing::whenFixed, "file"},
      {"cookiesOff", Part::portal, Passing::no, ""},
      {"feedbackEmpty", Part::portal, Passing::no, ""},
      {"feedbackTooLong", Part::portal, Passing::no, "limit"},
      {"feedbackTooMany", Part::portal, Passing::no, "limit"},
      {"fileCheckBusy", Part::portal, Passing::soon, ""},
      {"fileCheckFailed", Part::portal, Passing::no, ""},
      {"fileCheckUnavailable", Part::portal, Passing::whenFixed, "reason"},
      {"formAlreadySent", Part::portal, Passing::no, ""},
      {"formFileEmpty", Part::portal, Passing::no, ""},
      {"formFileTooLarge", Part::portal, Passing::no, ""},
      {"formFileTwice", Part::portal, Passing::no, ""},
      {"formFromElsewhere", Part::portal, Passing::no, ""},
      {"formNotSaved", Part::portal, Passing::no, ""},
      {"formOutdated", Part::portal, Passing::no, ""},
      {"formTooLarge", Part::portal, Passing::no, ""},
      {"hostUnknown", Part::portal, Passing::no, ""},
      {"keyPasswordEmpty", Part::portal, Passing::no, ""},
      {"mediaTypeUnsupported", Part::portal, Passing::no, ""},
      {"methodNotAllowed", Part::portal, Passing::no, ""},
      {"pageNotFound", Part::portal, Passing::no, ""},
      {"passwordChangeFirst", Part::portal, Passing::no, ""},
      {"secondFactorFirst", Part::portal, Passing::no, ""},
      {"portalAddressInsecure", Part::portal, Passing::no, "address"},
      {"portalAddressWrong", Part::portal, Passing::no, "address"},
      {"portalAway", Part::portal, Passing::whenFixed, ""},
      {"portalFailed", Part::portal, Passing::no, ""},
      {"portalListenBeyond", Part::portal, Passing::no, "address"},
      {"portalListenTaken", Part::portal, Passing::whenFixed, "address detail"},
      {"portalListenWrong", Part::portal, Passing::no, "address"},
      {"requestHeaderTooLarge", Part::portal, Passing::no, ""},
      {"requestLengthMissing", Part::portal, Passing::no, ""},
      {"requestMalformed", Part::portal, Passing::no, "detail"},
      {"requestTooLarge", Part::portal, Passing::no, ""},
      {"requestTooSlow", Part::portal, Passing::no, ""},
      {"sessionEnded", Part::portal, Passing::no, ""},
      {"standingDaysMissing", Part::portal, Passing::no, ""},
      {"standingDaysWrong", Part::portal, Passing::no, ""},
      {"standingKindsMissing", Part::portal, Passing::no, ""},
      {"tooManyRequests", Part::portal, Passing::soon, "seconds"},
      {"typedNotKept", Part::portal, Passing::no, ""},
      {"uploadFolderUnusable", Part::portal, Passing::whenFixed, "folder"},
      {"uploadNotKept", Part::portal, Passing::whenFixed, ""},
  };
  return kRows;
}

}  // namespace balalyk
