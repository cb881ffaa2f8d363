#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "pipeline/record/RecordTypes.h"

// Values of the portal's views. Foreign databases write one value in several ways («t», "1", «3100.00»): what means one
// value exactly is understood, nothing is guessed or rounded.
namespace balalyk {

// 0, 1, t, f, true, false in any case; also 0.0 and 1.00.
std::optional<bool> truthFrom(std::string_view text);

// "3100", "-5", "3100.00": a fraction that is not zero, an exponent or anything else is nullopt.
std::optional<std::int64_t> wholeNumberFrom(std::string_view text);

// "2025-05-15", also with midnight behind it ("2025-05-15 00:00:00"), without a time zone.
std::optional<Date> dayFrom(std::string_view text);

// Milliseconds, rounded down; nullopt: not a time after 1970.
std::optional<std::int64_t> changeTimeFrom(std::string_view text);

// What was found where something else was expected, as a word for the catalogue («found.fraction»); never the value.
const char* kindOfText(std::string_view text);

}  // namespace balalyk
