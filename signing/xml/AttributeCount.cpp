#include "signing/xml/AttributeCount.h"

#include <cstdint>

#include "signing/Effort.h"

namespace balalyk::signing::xml {

// An attribute has its sign outside of quotes, and no bracket opens within an element's.
bool hasTooManyAttributes(std::string_view bytes) {
  constexpr std::uint64_t kMaxAttributes = 1000, kComparison = 8;
  std::uint64_t count = 0, comparisons = 0;
  bool inElement = false;
  char quote = '\0';
  for (const char c : bytes) {
    if (c == '<') {
      inElement = true;
      count = 0;
      quote = '\0';
    } else if (!inElement) {
      continue;
    } else if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      inElement = false;
    } else if (c == '=') {
      comparisons += count;
      if (++count > kMaxAttributes) return true;
    }
  }
  Effort::spend(comparisons * kComparison);
  return false;
}

}  // namespace balalyk::signing::xml
