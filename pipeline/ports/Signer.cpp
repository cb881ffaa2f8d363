#include "pipeline/ports/Signer.h"

#include <algorithm>

namespace balalyk {

int BatchReport::count(ReceiptOutcome outcome) const {
  return static_cast<int>(std::ranges::count(entries, outcome, &Entry::outcome));
}

}  // namespace balalyk
