#include "pipeline/stages/DraftRemoval.h"

#include <charconv>

#include "pipeline/stages/DocumentFiles.h"

namespace balalyk {

namespace {

constexpr int kBatch = 200;
constexpr int kMost = 100'000;  // an archive of before is gone through in some nights

std::string cursorOf(State state) {
  return std::string("drafts-") + toString(state);
}

std::int64_t numberIn(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

int DraftRemoval::run(std::chrono::milliseconds keep, std::stop_token stop, const std::function<void()>& onBatch) {
  const auto until = database_.now() - keep;
  int seen = 0;
  // A document may be superseded before its time is over; most have been gone through by then.
  for (const auto state : {State::published, State::superseded}) {
    while (seen < kMost && !stop.stop_requested() && batch(state, until, seen)) onBatch();
  }
  return seen;
}

bool DraftRemoval::batch(State state, Timestamp until, int& seen) {
  auto& queue = database_.queue();
  const auto reached = queue.cursor(cursorOf(state));
  FrozenRecord last;
  last.changedAt = Timestamp(std::chrono::milliseconds(reached.changedAt));
  last.sequence = numberIn(reached.key);
  bool more = false;
  for (const auto& record : database_.archive().frozenIn(state, last, kBatch)) {
    more = record.changedAt <= until;
    if (!more) break;
    remove(record.documentId);
    ++seen;
    last = record;
  }
  queue.setCursor(cursorOf(state), {last.changedAt.time_since_epoch().count(), std::to_string(last.sequence)});
  return more;
}

// A container that somebody removed past the program leaves the drafts where they are.
void DraftRemoval::remove(const std::string& documentId) {
  const auto document = database_.archive().document(documentId);
  if (!document || !document->publishedAt) return;
  const auto held = heldByContainer(*document);
  if (held.empty() || !store_.has(document->container->digest)) return;
  for (const auto& file : held) store_.remove(file.digest);
}

}  // namespace balalyk
