#include "pipeline/stages/RevocationFlags.h"

#include "pipeline/problems/Problems.h"

namespace balalyk {

std::vector<Flag> withRevocationFlag(const Document& document, const std::optional<Problem>& unanswered) {
  auto flags = document.flags;
  std::erase_if(flags, [](const Flag& flag) { return problemKind(flag.code).part == Part::revocation; });
  if (unanswered) flags.push_back(*unanswered);
  return flags;
}

}  // namespace balalyk
