#pragma once

#include <filesystem>

#include "pipeline/record/VoucherAmount.h"

namespace balalyk {

// The amounts of vouchers from a file (setting `vouchers.amounts`): a rule changes on a day, has a row a benefit and
// one a territory, and is the country's, not the machine's; too much for one line of the settings. JSON: a list of
//   {"from": "2025-01-01", "base": 2000, "benefits": {"low-income": "1.55"}, "territories": {"41703": "1.1"}}
// with `base` in whole som. No name: countryAmounts(). Throws Error amountsUnreadable{file, detail}.
AmountRules readAmounts(const std::filesystem::path& file);

}  // namespace balalyk
