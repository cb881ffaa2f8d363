#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pipeline/domain/Date.h"

// Dates in data: "2025-05-15", months "2025-05".
namespace balalyk {

std::string isoDate(Date date);
std::string isoMonth(std::chrono::year_month month);

// nullopt: not of this very form, or no real date.
std::optional<Date> dateFromIso(std::string_view text);
std::optional<std::chrono::year_month> monthFromIso(std::string_view text);

}  // namespace balalyk
