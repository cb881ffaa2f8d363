#pragma once

#include <chrono>

#include "pipeline/domain/Zone.h"
#include "pipeline/record/VoucherAmount.h"

namespace balalyk {

struct DatabaseOptions {
  std::chrono::milliseconds deadline{10'000};  // of every call, waiting for locks and for a session included
  int sessions = 8;                            // at most so many calls at once; more wait within their deadline
  int sessionsAtOnce = 8;                      // of them so many at once; one more for each call that waited `patience`
  std::chrono::milliseconds patience{50};
  std::chrono::milliseconds hintInterval{250};  // how often awaitHint() looks for what other processes did
  Zone zone{Zone::kDefault};                    // whose days count
  AmountRules amounts = countryAmounts();
};

}  // namespace balalyk
