#include "pipeline/document/ReceiptOutcome.h"

#include "pipeline/document/Lifecycle.h"

namespace balalyk {

namespace {

constexpr States kTakenBack{State::drafted, State::sent, State::superseded, State::withdrawn};

}  // namespace

ReceiptOutcome outcomeOf(const Document& document, const std::string& reviewed, bool covered) {
  if (!covered || document.contentDigest != reviewed) return ReceiptOutcome::skipped;
  if (document.container && document.state != State::quarantined) return ReceiptOutcome::signed_;
  if (document.state == State::authorised) return ReceiptOutcome::waiting;
  // Taken back by the chairperson, by the secretary or in the portal, or its record changed before it was signed:
  // nothing failed.
  if (kTakenBack.has(document.state)) return ReceiptOutcome::skipped;
  // Returned with the chairperson's own reason; what the machine returned has a problem.
  if (document.state == State::returned && document.problems.empty()) return ReceiptOutcome::skipped;
  return ReceiptOutcome::failed;
}

const char* toString(ReceiptOutcome outcome) {
  switch (outcome) {
    case ReceiptOutcome::signed_:
      return "signed";
    case ReceiptOutcome::failed:
      return "failed";
    case ReceiptOutcome::skipped:
      return "skipped";
    case ReceiptOutcome::waiting:
      break;
  }
  return "waiting";
}

ReceiptOutcome receiptOutcomeFrom(const std::string& word) {
  for (const auto outcome :
       {ReceiptOutcome::signed_, ReceiptOutcome::failed, ReceiptOutcome::skipped, ReceiptOutcome::waiting})
    if (word == toString(outcome)) return outcome;
  throw Error("unknownWord", {{"type", "ReceiptOutcome"}});
}

}  // namespace balalyk
