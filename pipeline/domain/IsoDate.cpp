#include "pipeline/domain/IsoDate.h"

#include <fmt/format.h>

namespace balalyk {
namespace {

// The number that fills text[from, from + digits); nullopt when another character is there.
std::optional<int> digitsAt(std::string_view text, std::size_t from, std::size_t digits) {
  int value = 0;
  for (const char c : text.substr(from, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string isoDate(Date date) {
  return fmt::format("{}-{:02}", isoMonth({date.year(), date.month()}), static_cast<unsigned>(date.day()));
}

std::string isoMonth(std::chrono::year_month month) {
  return fmt::format("{:04}-{:02}", static_cast<int>(month.year()), static_cast<unsigned>(month.month()));
}

std::optional<Date> dateFromIso(std::string_view text) {
  if (text.size() != 10 || text[7] != '-') return std::nullopt;
  const auto month = monthFromIso(text.substr(0, 7));
  const auto day = digitsAt(text, 8, 2);
  if (!month || !day) return std::nullopt;
  const Date date = *month / std::chrono::day(static_cast<unsigned>(*day));
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<std::chrono::year_month> monthFromIso(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const auto year = digitsAt(text, 0, 4);
  const auto month = digitsAt(text, 5, 2);
  if (!year || !month) return std::nullopt;
  const std::chrono::year_month result{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month))};
  return result.ok() ? std::optional(result) : std::nullopt;
}

}  // namespace balalyk
