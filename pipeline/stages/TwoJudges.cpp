#include "pipeline/stages/TwoJudges.h"

#include "pipeline/stages/ReproductionBundle.h"
#include "signing/validation/OpenedContainer.h"

namespace balalyk {

namespace {

// Nothing that this program made is published or raised when the second refuses it, also where ours leaves it open, as
// before an answer about revocation.
bool isRefused(const Judgement& judgement) {
  for (std::size_t i = 0; i < judgement.second.size(); ++i) {
    if (judgement.second[i].kind == SecondVerdict::Kind::refused &&
        judgement.first.signatures.at(i).indication != signing::Indication::totalFailed) {
      return true;
    }
  }
  return false;
}

// Only its algorithms can put a signature of ours beyond the second judge; and what the first could not resolve, as
// long as it does not pass.
bool escapes(const Judgement& judgement) {
  for (std::size_t i = 0; i < judgement.second.size(); ++i) {
    const auto& verdict = judgement.second[i];
    if (verdict.kind != SecondVerdict::Kind::notJudged || verdict.reason == "algorithm") continue;
    const bool passed = judgement.first.signatures.at(i).indication == signing::Indication::totalPassed;
    if (verdict.reason != "notResolved" || passed) return true;
  }
  return false;
}

std::string wordsOf(const std::vector<SecondVerdict>& verdicts) {
  std::string words;
  for (const auto& verdict : verdicts) {
    if (!words.empty()) words += ", ";
    words += verdict.reason.empty() ? std::string(toString(verdict.kind)) : verdict.reason;
  }
  return words;
}

std::string wordOf(const signing::VerificationReport& report) {
  const std::string sub(signing::toString(report.subIndication));
  return std::string(signing::toString(report.indication)) + (sub.empty() ? "" : "/" + sub);
}

}  // namespace

signing::VerificationReport TwoJudges::judge(const Document& document, std::string_view container,
                                             std::chrono::sys_seconds at, signing::OpenedContainer& opened) const {
  Judgement judgement{first_.verify(container, at, opened), {}};
  judgement.second = second_.judge(container, judgement.first);
  const bool holdsUp = disagree(judgement) || isRefused(judgement) || escapes(judgement);
  if (!holdsUp) return std::move(judgement.first);
  Problem problem{"judgesDisagree", {{"first", wordOf(judgement.first)}, {"second", wordsOf(judgement.second)}}};
  ReproductionBundle bundle{.documentId = document.id,
                            .kind = toString(document.kind),
                            .revision = document.revision,
                            .attempt = 0,  // it comes again at every try, and so does its bundle
                            .problem = problem};
  bundle.judged = {std::string(container), toJson(judgement.first), secondToJson(judgement)};
  throw StageError(
      Disposition::quarantined, std::move(problem),
      [&store = store_, bundle = std::move(bundle)](const Problem&, int) { return store.put(pack(bundle)); });
}

}  // namespace balalyk
