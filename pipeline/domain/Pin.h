#pragma once

#include <optional>
#include <string_view>

#include "pipeline/domain/Date.h"

namespace balalyk {

enum class Sex { female, male };

// What a personal number (ИЖН, ПИН) says of its bearer.
struct PinFacts {
  Sex sex{};
  Date birthDate{};
  bool operator==(const PinFacts&) const = default;
};

// nullopt: impossible. 14 ASCII digits: 1 = female or 2 = male, DDMMYYYY a real date from 1900 to `today`, a serial of
// five digits. No check digit is known, so none is tested.
std::optional<PinFacts> readPin(std::string_view pin, Date today);

}  // namespace balalyk
