#pragma once

#include <algorithm>
#include <mutex>
#include <vector>

#include "pipeline/Error.h"

namespace balalyk {

// Troubles that are heard from many threads, each once, for a report.
class TroubleList {
 public:
  void add(const Problem& problem) {
    const std::lock_guard lock(mutex_);
    if (std::ranges::find(all_, problem) == all_.end()) all_.push_back(problem);
  }

  // Adds them to those that a report has.
  void addTo(std::vector<Problem>& troubles) const {
    const std::lock_guard lock(mutex_);
    for (const auto& problem : all_)
      if (std::ranges::find(troubles, problem) == troubles.end()) troubles.push_back(problem);
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Problem> all_;
};

}  // namespace balalyk
