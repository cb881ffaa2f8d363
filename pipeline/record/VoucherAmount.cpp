#include "pipeline/record/VoucherAmount.h"

#include <algorithm>
#include <charconv>

namespace balalyk {
namespace {

constexpr std::size_t kDecimals = 3;
// A million som times two of these fits in 64 bits.
constexpr std::int64_t kLargest = 100 * kOne;

std::int64_t territorial(const std::map<std::string, std::int64_t>& territories, std::string_view soate) {
  for (auto digits = soate; !digits.empty(); digits.remove_suffix(1)) {
    const auto found = territories.find(std::string(digits));
    if (found != territories.end()) return found->second;
  }
  return kOne;
}

}  // namespace

std::optional<std::int64_t> coefficientFrom(std::string_view text) {
  const auto point = text.find('.');
  std::string digits(text.substr(0, point));
  if (digits.empty() || digits.size() > 3) return std::nullopt;
  auto decimals = point == std::string_view::npos ? std::string() : std::string(text.substr(point + 1));
  if ((point != std::string_view::npos && decimals.empty()) || decimals.size() > kDecimals) return std::nullopt;
  decimals.resize(kDecimals, '0');
  digits += decimals;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || digits.front() == '-') return std::nullopt;
  return value > 0 && value <= kLargest ? std::optional(value) : std::nullopt;
}

AmountRules::AmountRules(std::vector<AmountRule> rules) : rules_(std::move(rules)) {
  std::ranges::stable_sort(rules_, std::greater(), &AmountRule::from);
}

std::optional<Tyiyn> AmountRules::amountOf(const std::string& benefit, std::string_view soate, Date sitting) const {
  if (soate.empty()) return std::nullopt;
  const auto rule = std::ranges::find_if(rules_, [&](const AmountRule& one) { return one.from <= sitting; });
  if (rule == rules_.end()) return std::nullopt;
  const auto coefficient = rule->benefits.find(benefit);
  if (coefficient == rule->benefits.end()) return std::nullopt;
  const auto product = rule->base * coefficient->second * territorial(rule->territories, soate);
  constexpr std::int64_t kParts = kOne * kOne;
  return (product + kParts / 2) / kParts;
}

const AmountRules& countryAmounts() {
  static const AmountRules kRules({{.from = std::chrono::year(2020) / std::chrono::January / 1,
                                    .base = 2'000'00,
                                    .benefits = {{"disability", 2280},
                                                 {"border-or-remote", 1550},  // poor or low-income families too
                                                 {"five-children", kOne},
                                                 {"parent-disability", kOne},
                                                 {"low-income", 1550},
                                                 {"poor", 1550}}}});
  return kRules;
}

}  // namespace balalyk
