#include "pipeline/problems/ProblemRows.h"

// The API: what another system sent, its token, and the addresses that events are delivered to.
namespace balalyk {

std::span<const ProblemKind> apiProblems() {
  static constexpr ProblemKind kRows[] = {
      {"applicationNumberMissing", Part::portal, Passing::no, ""},
      {"applicationNumberUsed", Part::portal, Passing::no, ""},
      {"benefitUnknown", Part::portal, Passing::no, ""},
      {"bodyMemberMissing", Part::portal, Passing::no, "member"},
      {"bodyMemberUnknown", Part::portal, Passing::no, "member"},
      {"bodyMemberWrong", Part::portal, Passing::no, "member"},
      {"bodyNotJson", Part::portal, Passing::no, ""},
      {"bodyTooLarge", Part::portal, Passing::no, ""},
      {"commissionNotFound", Part::portal, Passing::no, "commission"},
      {"commissionUnknown", Part::portal, Passing::no, ""},
      {"containerNone", Part::portal, Passing::no, ""},
      {"documentFrozen", Part::portal, Passing::no, "document state"},
      {"documentNone", Part::portal, Passing::no, ""},
      {"documentNotLatest", Part::portal, Passing::no, "document"},
      {"fileInContainer", Part::portal, Passing::no, ""},
      {"fileNone", Part::portal, Passing::no, ""},
      {"idempotencyKeyMissing", Part::portal, Passing::no, ""},
      {"idempotencyKeyUsed", Part::portal, Passing::no, ""},
      {"idempotencyKeyWrong", Part::portal, Passing::no, ""},
      {"ifMatchMissing", Part::portal, Passing::no, ""},
      {"ifMatchWrong", Part::portal, Passing::no, ""},
      {"listTooLong", Part::portal, Passing::no, "field limit"},
      {"queryWrong", Part::portal, Passing::no, "name"},
      {"receiptNone", Part::portal, Passing::no, ""},
      {"receivedInFuture", Part::portal, Passing::no, ""},
      {"requestUnderWay", Part::portal, Passing::no, ""},
      {"tokenAccountMissing", Part::portal, Passing::no, ""},
      {"tokenAccountNotChair", Part::portal, Passing::no, ""},
      {"tokenAccountUnneeded", Part::portal, Passing::no, ""},
      {"tokenAccountUnusable", Part::portal, Passing::no, ""},
      {"tokenBothSides", Part::portal, Passing::no, ""},
      {"tokenCommissionsMissing", Part::portal, Passing::no, "scope"},
      {"tokenLifeWrong", Part::portal, Passing::no, "most"},
      {"tokenNameWrong", Part::portal, Passing::no, ""},
      {"tokenNotFound", Part::portal, Passing::no, ""},
      {"tokenScopeMissing", Part::portal, Passing::no, "scope"},
      {"tokenScopesMissing", Part::portal, Passing::no, ""},
      {"tokenTriesSpent", Part::portal, Passing::no, "seconds"},
      {"tokenUnknown", Part::portal, Passing::no, ""},
      {"versionDiffers", Part::portal, Passing::no, ""},
      {"webhookAddressWrong", Part::portal, Passing::no, ""},
      {"webhookNotFound", Part::portal, Passing::no, ""},
      {"webhookPaused", Part::portal, Passing::no, "webhook"},
      {"webhookRefused", Part::portal, Passing::no, "host status"},
      {"webhookUnreachable", Part::portal, Passing::no, "host reason"},
  };
  return kRows;
}

}  // namespace balalyk
