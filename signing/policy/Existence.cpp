#include "signing/policy/Existence.h"

#include <algorithm>

namespace balalyk::signing {

using std::chrono::sys_seconds;

template <class Covers>
sys_seconds Existence::earliest(const Covers& covers) const {
  sys_seconds since = all_;
  for (const auto& [covered, at] : stamps_) {
    if (covers(covered)) since = std::min(since, at);
  }
  return since;
}

sys_seconds Existence::ofSignature() const {
  return earliest([](const Covered&) { return true; });
}
sys_seconds Existence::ofSignatureTimeStamp(std::size_t index) const {
  return earliest([&](const Covered& covered) { return index < covered.signatureTimeStamps; });
}
sys_seconds Existence::ofOcsp(std::size_t index) const {
  return earliest([&](const Covered& covered) { return index < covered.ocsp; });
}
sys_seconds Existence::ofCrl(std::size_t index) const {
  return earliest([&](const Covered& covered) { return index < covered.crls; });
}

sys_seconds Existence::of(const Certificate& certificate) const {
  sys_seconds since = validation_;
  for (const auto& [placed, position] : placed_) {
    if (placed.fingerprint() != certificate.fingerprint()) continue;
    since = std::min(since, earliest([at = position](const Covered& covered) { return at <= covered.certificates; }));
  }
  for (const auto& [proved, at] : proved_) {
    if (proved.fingerprint() == certificate.fingerprint()) since = std::min(since, at);
  }
  return since;
}

}  // namespace balalyk::signing
