#include "signing/Effort.h"

#include <optional>

namespace balalyk::signing {
namespace {

constexpr std::uint64_t kAtLeast = 3'000'000'000, kForEachByte = 300;

thread_local std::optional<std::uint64_t> left;

}  // namespace

Effort::Effort(std::size_t bytes) : outermost_(!left) {
  if (outermost_) left = kAtLeast + kForEachByte * bytes;
}

Effort::~Effort() {
  if (outermost_) left.reset();
}

void Effort::spend(std::uint64_t cost) {
  if (!left) return;
  if (cost > *left) {
    *left = 0;
    throw EffortSpent{};
  }
  *left -= cost;
}

bool Effort::isLimited() {
  return left.has_value();
}

}  // namespace balalyk::signing
