#include "pipeline/actions/Recall.h"

#include "pipeline/actions/Handovers.h"
#include "pipeline/document/Lifecycle.h"

namespace balalyk {

namespace {

constexpr States kAuthorised{State::authorised, State::signed_, State::published};

}  // namespace

std::vector<Handover> Recall::run(const std::vector<std::string>& ids, const Sender& by) {
  return handOver(
      ids, [&](std::span<const std::string> part) { return database_.sending().recall(part, by); },
      [](State state) { return kAuthorised.has(state) ? "documentAuthorised" : "documentNotSent"; });
}

}  // namespace balalyk
