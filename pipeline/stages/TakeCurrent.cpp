#include "pipeline/stages/TakeCurrent.h"

#include "pipeline/stages/CurrentRecords.h"

namespace balalyk {

namespace {

constexpr int kRounds = 10;

std::optional<NewDocument> shownNow(PortalDatabase& database, Source source, const std::string& key) {
  CurrentRecords current(database);
  if (source == Source::voucherList) return current.list(key);
  auto shown = current.of(source, {key});
  if (shown.empty()) return std::nullopt;
  return std::move(shown.begin()->second);
}

}  // namespace

std::optional<TakeResult> takeCurrent(PortalDatabase& database, Source source, const std::string& key,
                                      const std::string& actor, const std::function<bool(NewDocument&)>& prepare) {
  std::string before;  // the digest of what was read the last time
  for (int round = 0; round < kRounds; ++round) {
    auto document = shownNow(database, source, key);
    if (!document || !prepare(*document)) return std::nullopt;
    // A view whose times move by themselves shows the same record all the same.
    if (round + 1 == kRounds && document->recordDigest == before) document->changedAt = 0;
    before = document->recordDigest;
    const auto result = database.queue().take({&*document, 1}, actor).at(0);
    if (result.outcome != TakeOutcome::overtaken) return result;
  }
  throw Error("databaseLocked");
}

}  // namespace balalyk
