#include "pipeline/domain/Money.h"

#include <fmt/format.h>

namespace balalyk {
namespace {

struct Parts {
  const char* sign;
  std::uint64_t som;
  std::uint64_t tyiyn;
};

Parts partsOf(Tyiyn amount) {
  // Negated as unsigned: the least amount has no positive counterpart.
  const std::uint64_t size = amount < 0 ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
  return {amount < 0 ? "-" : "", size / 100, size % 100};
}

}  // namespace

std::string writtenMoney(Tyiyn amount) {
  static constexpr std::string_view kNoBreakSpace = "\u00A0";
  const auto [sign, som, tyiyn] = partsOf(amount);
  std::string digits = std::to_string(som);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, kNoBreakSpace);
  return fmt::format("{}{},{:02}{}сом", sign, digits, tyiyn, kNoBreakSpace);
}

std::string decimalMoney(Tyiyn amount) {
  const auto [sign, som, tyiyn] = partsOf(amount);
  return fmt::format("{}{}.{:02}", sign, som, tyiyn);
}

}  // namespace balalyk
