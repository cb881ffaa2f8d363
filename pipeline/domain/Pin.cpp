#include "pipeline/domain/Pin.h"

#include <algorithm>

namespace balalyk {
namespace {

constexpr std::size_t kPinLength = 14;
constexpr std::chrono::year kFirstYear{1900};

int number(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

}  // namespace

std::optional<PinFacts> readPin(std::string_view pin, Date today) {
  if (pin.size() != kPinLength) return std::nullopt;
  if (!std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  if (pin[0] != '1' && pin[0] != '2') return std::nullopt;
  const Date birthDate{std::chrono::year(number(pin.substr(5, 4))),
                       std::chrono::month(static_cast<unsigned>(number(pin.substr(3, 2)))),
                       std::chrono::day(static_cast<unsigned>(number(pin.substr(1, 2))))};
  if (!birthDate.ok() || birthDate.year() < kFirstYear || birthDate > today) return std::nullopt;
  return PinFacts{pin[0] == '1' ? Sex::female : Sex::male, birthDate};
}

}  // namespace balalyk
