#include "pipeline/stages/WhileDecided.h"

namespace balalyk {
namespace {

void requireCurrent(const FrozenRecord& record, Standing standing) {
  switch (standing) {
    case Standing::same:
      return;
    case Standing::changed:
      throw StageError(Disposition::wait, {"recordChanged", {}});
    case Standing::gone:
      throw StageError(Disposition::withdrawn, recordWithdrawn(record.source));
    case Standing::unknown:
      break;
  }
  throw StageError(Disposition::wait, {"viewShowsNothing", {{"view", portalView(record.source)}}});
}

}  // namespace

std::vector<StageResult> WhileDecided::run(std::span<const Claim> claims) {
  std::vector<FrozenRecord> records;
  for (const auto& claim : claims) records.push_back(frozenRecordOf(claim.document));
  std::vector<Comparison> compared;
  std::vector<StageResult> results(claims.size());
  std::vector<std::size_t> current;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    // The first one reads for all; should that fail, each says so.
    auto check = attempt(stage(), [&] {
      if (compared.empty()) compared = CurrentRecords(database_).compare(records);
      requireCurrent(records[i], compared[i].standing);
    });
    results[i].took = check.took;
    if (check.failure) {
      results[i].outcome = *std::move(check.failure);
    } else {
      current.push_back(i);
    }
  }
  std::vector<Claim> left;
  for (const auto i : current) left.push_back(claims[i]);
  if (left.empty()) return results;
  auto done = stage_->run(left);
  for (std::size_t n = 0; n < current.size(); ++n) {
    done[n].took += results[current[n]].took;
    results[current[n]] = std::move(done[n]);
  }
  return results;
}

}  // namespace balalyk
