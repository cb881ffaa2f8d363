#include "pipeline/actions/Retry.h"

namespace balalyk {

// The stage only judges: what comes of it is written by whoever has the document's lease.
bool Retry::canNeverBePublished(const Document& document) {
  const bool stoppedThere = document.state == State::signed_ || document.state == State::quarantined;
  if (!stoppedThere || !document.container) return false;
  const Claim claim{.document = document, .recordXml = database_.archive().recordXml(document.id).value_or("")};
  if (!judge_) judge_ = publish_();
  const auto results = judge_->run({&claim, 1});
  const auto* failure = std::get_if<StageFailure>(&results.at(0).outcome);
  // Where the judges disagree, one of them is to be corrected: another signature of the same kind would divide them
  // again.
  return failure && failure->disposition == Disposition::quarantined && failure->problem.code != "judgesDisagree";
}

Retry::Outcome Retry::run(const std::string& documentId, const std::string& actor) {
  const auto document = database_.archive().document(documentId);
  if (!document) return Outcome::refused;
  const bool again = canNeverBePublished(*document);
  if (!(again ? database_.queue().signAgain(documentId, actor) : database_.queue().retry(documentId, actor)))
    return Outcome::refused;
  if (database_.archive().document(documentId).value().state == State::sent) return Outcome::toChairperson;
  return again ? Outcome::signAgain : Outcome::queued;
}

}  // namespace balalyk
