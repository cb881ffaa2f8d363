#include "pipeline/ports/ApplicationForm.h"

#include <array>

namespace balalyk {

const char* toString(HiddenNumber number) {
  switch (number) {
    case HiddenNumber::childPin:
      return "child-pin";
    case HiddenNumber::guardianPin:
      return "guardian-pin";
    case HiddenNumber::guardianPhone:
      break;
  }
  return "guardian-phone";
}

std::optional<HiddenNumber> hiddenNumberFrom(const std::string& word) {
  using enum HiddenNumber;
  for (const auto number : std::array{childPin, guardianPin, guardianPhone})
    if (word == toString(number)) return number;
  return std::nullopt;
}

}  // namespace balalyk
