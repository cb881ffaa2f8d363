#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace balalyk::signing {

// Judging took what a file may ask for. Not of the family of SigningError: nobody between who spends and who limits may
// take it for a part that is wrong.
class EffortSpent : public std::runtime_error {
 public:
  EffortSpent() : std::runtime_error("verificationBeyondLimits") {}
};

// What judging one file may cost, in something like nanoseconds: a file of some kilobytes can ask for hours (references
// by the thousand, namespaces to be searched, answers to be checked against each other). Counted, not timed, so that a
// file has the same verdict on every machine. It holds for this thread while it lives; one within another is the outer
// one.
class Effort {
 public:
  static constexpr std::uint64_t kPublicKey = 100'000;  // one signature checked

  explicit Effort(std::size_t bytes);  // of what is judged
  ~Effort();
  Effort(const Effort&) = delete;
  Effort& operator=(const Effort&) = delete;

  // Throws EffortSpent. Without limits nothing happens.
  static void spend(std::uint64_t cost);
  static bool isLimited();
  bool isOutermost() const { return outermost_; }

 private:
  bool outermost_;
};

}  // namespace balalyk::signing
