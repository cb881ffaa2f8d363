#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/domain/Date.h"
#include "pipeline/domain/Money.h"

// What a voucher is a month, by the country's rule: a base × the coefficient of the benefit × that of the territory
// where the child lives. Coefficients are whole thousandths (1.55 is 1550); the product is exact and rounded once, half
// a tyiyn up.
namespace balalyk {

inline constexpr std::int64_t kOne = 1000;  // the coefficient 1

// "1.55" as 1550: at most three decimals, above 0 and at most 100. nullopt: not written like that.
std::optional<std::int64_t> coefficientFrom(std::string_view text);

// The rule from a day on.
struct AmountRule {
  Date from{};
  Tyiyn base = 0;
  std::map<std::string, std::int64_t> benefits;  // by the category's code; of one that is not here no amount is known
  std::map<std::string, std::int64_t>
      territories;  // by the first digits of the place's code; the most digits win, none: 1
};

class AmountRules {
 public:
  explicit AmountRules(std::vector<AmountRule> rules);
  // By the rule of the sitting's day; nullopt: no rule knows the category on that day, or the place is not known.
  std::optional<Tyiyn> amountOf(const std::string& benefit, std::string_view soate, Date sitting) const;

 private:
  std::vector<AmountRule> rules_;  // the latest first
};

// 2,000 som; × 1.55 of poor and low-income families; × 2.28 of a child with a disability. The values of territories are
// not public: none.
const AmountRules& countryAmounts();

}  // namespace balalyk
