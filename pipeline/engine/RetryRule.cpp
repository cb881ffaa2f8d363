#include "pipeline/engine/RetryRule.h"

#include "pipeline/engine/Backoff.h"
#include "pipeline/problems/Problems.h"

namespace balalyk {

namespace {

constexpr std::chrono::minutes kWait{15};
constexpr std::chrono::seconds kWaitForDatabase{5};
constexpr Backoff kBackoff{.first = std::chrono::seconds(1), .factor = 4, .longest = std::chrono::minutes(5)};

Completed completed(const Claim& claim, Completion result) {
  Completed completed{.documentId = claim.document.id, .token = claim.token, .result = std::move(result)};
  const auto* upgraded = std::get_if<Upgraded>(&completed.result);
  if (upgraded && upgraded->stoppedBy) completed.continueAfter = waitAfter(*upgraded->stoppedBy);
  return completed;
}

}  // namespace

std::chrono::milliseconds waitAfter(const Problem& problem) {
  if (problemKind(problem.code).passing == Passing::soon) return kWaitForDatabase;
  return kWait;
}

Failure RetryRule::decide(const Claim& claim, Stage stage, StageFailure failed) const {
  const int attempts = claim.document.attempts;
  const bool last = failed.disposition == Disposition::retry && attempts >= limits_.maxAttempts;
  Failure failure{.documentId = claim.document.id,
                  .token = claim.token,
                  .stage = stage,
                  .disposition = last ? Disposition::quarantined : failed.disposition,
                  .problem = std::move(failed.problem)};
  if (failure.disposition == Disposition::quarantined && failed.evidence) {
    try {
      failure.problem.params["bundle"] = failed.evidence(failure.problem, attempts);
    } catch (const std::exception& error) {
      return decide(claim, stage, failureFor(stage, error));
    }
  }
  if (failure.disposition == Disposition::wait) failure.retryAfter = waitAfter(failure.problem);
  if (failure.disposition == Disposition::retry) failure.retryAfter = jittered(kBackoff.after(attempts), 0.75, 1.25);
  return failure;
}

std::variant<Completed, Failure> RetryRule::decide(const Claim& claim, Stage stage, StageResult result) const {
  if (auto* failed = std::get_if<StageFailure>(&result.outcome)) return decide(claim, stage, std::move(*failed));
  return completed(claim, std::get<Completion>(std::move(result.outcome)));
}

}  // namespace balalyk
