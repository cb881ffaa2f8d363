#include "pipeline/engine/Backoff.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace balalyk {

using std::chrono::milliseconds;

milliseconds jittered(milliseconds pause, double least, double most) {
  thread_local std::mt19937 random{std::random_device{}()};
  return milliseconds(static_cast<milliseconds::rep>(static_cast<double>(pause.count()) *
                                                     std::uniform_real_distribution(least, most)(random)));
}

milliseconds Backoff::after(int attempt) const {
  const double grown = static_cast<double>(first.count()) * std::pow(factor, std::max(0, attempt - 1));
  return milliseconds(static_cast<milliseconds::rep>(std::min(grown, static_cast<double>(longest.count()))));
}

}  // namespace balalyk
