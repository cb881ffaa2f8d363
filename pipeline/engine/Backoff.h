#pragma once

#include <chrono>

namespace balalyk {

// Evenly between `least` and `most` times the pause: those that failed, or look for work, together do not meet again.
std::chrono::milliseconds jittered(std::chrono::milliseconds pause, double least, double most);

// Before the next try, without jitter: `first` after attempt 1, then `factor` times as long each time.
struct Backoff {
  std::chrono::milliseconds first;
  double factor;
  std::chrono::milliseconds longest;
  std::chrono::milliseconds after(int attempt) const;
};

}  // namespace balalyk
