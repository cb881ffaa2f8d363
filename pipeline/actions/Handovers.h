#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "pipeline/actions/Send.h"

namespace balalyk {

// In parts, so that a large send does not keep others from writing for long. `refusal`: the code of a refused one's
// problem, by the state that it is in.
template <class Move, class Refusal>
std::vector<Handover> handOver(const std::vector<std::string>& ids, Move move, Refusal refusal) {
  static constexpr std::size_t kAtOnce = 500;
  std::vector<Handover> handovers;
  for (std::span<const std::string> left(ids); !left.empty(); left = left.subspan(std::min(kAtOnce, left.size()))) {
    for (auto& result : move(left.first(std::min(kAtOnce, left.size())))) {
      std::optional<Problem> problem;
      if (result.outcome == SendingOutcome::unknown) problem = {"documentNotFound", {{"document", result.documentId}}};
      if (result.outcome == SendingOutcome::refused)
        problem = {refusal(result.state), {{"document", result.documentId}, {"state", toString(result.state)}}};
      handovers.push_back({std::move(result), std::move(problem)});
    }
  }
  return handovers;
}

}  // namespace balalyk
