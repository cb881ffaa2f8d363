#include "pipeline/actions/Send.h"

#include "pipeline/actions/Handovers.h"

namespace balalyk {

namespace {

constexpr int kDraftedAtOnce = 100'000;

}  // namespace

std::vector<std::string> Send::drafted(const std::string& commissionId) const {
  std::vector<std::string> ids;
  for (const auto& document : database_.archive().inState(State::drafted, kDraftedAtOnce))
    if (commissionId.empty() || document.commissionId == commissionId) ids.push_back(document.id);
  return ids;
}

std::vector<Handover> Send::run(const std::vector<std::string>& ids, const Sender& by) {
  return handOver(
      ids, [&](std::span<const std::string> part) { return database_.sending().send(part, by); },
      [](State) { return "documentNotDrafted"; });
}

}  // namespace balalyk
