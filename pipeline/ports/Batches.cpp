#include "pipeline/ports/Batches.h"

#include <algorithm>

namespace balalyk {

const char* toString(BatchStanding standing) {
  switch (standing) {
    case BatchStanding::prepared:
      return "prepared";
    case BatchStanding::running:
      return "running";
    case BatchStanding::refused:
      return "refused";
    case BatchStanding::interrupted:
      return "interrupted";
    case BatchStanding::finished:
      break;
  }
  return "finished";
}

ReceiptOutcome outcomeOf(const Batch& batch, const BatchDocument& document) {
  if (document.problem) return ReceiptOutcome::skipped;
  if (!batch.authorised) return ReceiptOutcome::waiting;
  return outcomeOf(document.document, document.contentDigest, document.covered);
}

BatchStanding standingOf(const Batch& batch, std::span<const BatchDocument> documents) {
  return standingOf(batch, std::ranges::any_of(documents, [&](const auto& document) {
                      return outcomeOf(batch, document) == ReceiptOutcome::waiting;
                    }));
}

BatchStanding standingOf(const Batch& batch, bool waits) {
  if (batch.alive) return BatchStanding::running;
  if (batch.authorised) return waits ? BatchStanding::interrupted : BatchStanding::finished;
  if (batch.problem) return BatchStanding::refused;
  return batch.begunAt ? BatchStanding::interrupted : BatchStanding::prepared;
}

}  // namespace balalyk
