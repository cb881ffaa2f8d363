#include "pipeline/problems/ProblemRows.h"

// Accounts and signing in.
namespace balalyk {

std::span<const ProblemKind> identityProblems() {
  static constexpr ProblemKind kRows[] = {
      {"accountExists", Part::identity, Passing::no, ""},
      {"accountNotFound", Part::identity, Passing::no, ""},
      {"accountNotLocal", Part::identity, Passing::no, ""},
      {"accountOtherPerson", Part::identity, Passing::no, "member"},
      {"accountOwn", Part::identity, Passing::no, ""},
      {"breachedListUnreadable", Part::identity, Passing::whenFixed, "file"},
      {"breachedListWrong", Part::identity, Passing::whenFixed, "file"},
      {"identityProviderDown", Part::identity, Passing::soon, "fault provider"},
      {"identityProviderWrong", Part::identity, Passing::whenFixed, "fault provider"},
      {"loginWrong", Part::identity, Passing::no, ""},
      {"memberNotListed", Part::identity, Passing::no, "member"},
      {"memberRoleDiffers", Part::identity, Passing::no, "member role"},
      {"passwordBreached", Part::identity, Passing::no, ""},
      {"passwordCommon", Part::identity, Passing::no, ""},
      {"passwordCurrentWrong", Part::identity, Passing::no, ""},
      {"passwordTooLong", Part::identity, Passing::no, "most"},
      {"passwordTooShort", Part::identity, Passing::no, "least"},
      {"passwordUnchanged", Part::identity, Passing::no, ""},
      {"passwordsDiffer", Part::identity, Passing::no, ""},
      {"roleNotHeld", Part::identity, Passing::no, ""},
      {"roleOtherSide", Part::identity, Passing::no, "commission"},
      {"rolePlaceMissing", Part::identity, Passing::no, "role"},
      {"rolePlaceUnneeded", Part::identity, Passing::no, "role"},
      {"secondFactorCodeMissing", Part::identity, Passing::no, ""},
      {"secondFactorCodeWrong", Part::identity, Passing::no, ""},
      {"secondFactorLocked", Part::identity, Passing::no, ""},
      {"secondFactorNone", Part::identity, Passing::no, ""},
      {"secondFactorOfferGone", Part::identity, Passing::no, ""},
      {"secondFactorThere", Part::identity, Passing::no, ""},
      {"signInBlocked", Part::identity, Passing::soon, "minutes"},
      {"signInCancelled", Part::identity, Passing::no, "provider"},
      {"signInExpired", Part::identity, Passing::no, ""},
      {"signInIncomplete", Part::identity, Passing::no, ""},
      {"signInNoRole", Part::identity, Passing::no, ""},
      {"signInRefused", Part::identity, Passing::no, ""},
      {"signInReturnedTwice", Part::identity, Passing::no, ""},
      {"signInStateWrong", Part::identity, Passing::no, ""},
  };
  return kRows;
}

}  // namespace balalyk
