#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pipeline/domain/Date.h"

// Dates in data: "2025-05-15", months "2025-05", moments "2025-05-15T04:12:00.000Z".
namespace balalyk {

std::string isoDate(Date date);
std::string isoMonth(std::chrono::year_month month);
std::string isoMoment(Timestamp time);  // UTC

// nullopt: not of this very form, or no real date.
std::optional<Date> dateFromIso(std::string_view text);
std::optional<std::chrono::year_month> monthFromIso(std::string_view text);
std::optional<Timestamp> momentFromIso(std::string_view text);  // the milliseconds may be absent

// What somebody typed, as a date: "29.11.2026" too. Anything else as it is.
std::string isoWhereDate(const std::string& typed);

}  // namespace balalyk
