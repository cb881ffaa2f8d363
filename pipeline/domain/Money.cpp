#include "pipeline/domain/Money.h"

#include <fmt/format.h>

#include "pipeline/domain/Text.h"

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

std::optional<Tyiyn> moneyFrom(std::string_view given) {
  static constexpr std::string_view kUnit = "сом";
  static constexpr std::size_t kMostDigits = 9;
  const auto line = normaliseLine(given);
  auto text = std::string_view(line);
  if (text.ends_with(kUnit)) text.remove_suffix(kUnit.size());
  std::string som, tyiyn;
  bool comma = false;
  for (const char c : text) {
    if (c == ' ') continue;
    if ((c == ',' || c == '.') && !comma && !som.empty()) {
      comma = true;
    } else if (c >= '0' && c <= '9') {
      (comma ? tyiyn : som) += c;
    } else {
      return std::nullopt;
    }
  }
  if (som.empty() || som.size() > kMostDigits || tyiyn.size() > 2 || (comma && tyiyn.empty())) return std::nullopt;
  tyiyn.resize(2, '0');
  return std::stoll(som) * 100 + std::stoll(tyiyn);
}

std::string decimalMoney(Tyiyn amount) {
  const auto [sign, som, tyiyn] = partsOf(amount);
  return fmt::format("{}{}.{:02}", sign, som, tyiyn);
}

}  // namespace balalyk
