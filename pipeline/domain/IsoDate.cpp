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

std::string isoMoment(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", isoDate(Date(day)), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count(), clock.subseconds().count());
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

std::optional<Timestamp> momentFromIso(std::string_view text) {
  static constexpr std::string_view kWhole = "0000-00-00T00:00:00Z", kExact = "0000-00-00T00:00:00.000Z";
  const auto form = text.size() == kWhole.size() ? kWhole : kExact;
  if (text.size() != form.size()) return std::nullopt;
  for (std::size_t at = 10; at < form.size(); ++at)
    if (form[at] != '0' && text[at] != form[at]) return std::nullopt;
  const auto day = dateFromIso(text.substr(0, 10));
  const auto hours = digitsAt(text, 11, 2), minutes = digitsAt(text, 14, 2), seconds = digitsAt(text, 17, 2);
  const auto thousandths = form == kExact ? digitsAt(text, 20, 3) : 0;
  if (!day || !hours || !minutes || !seconds || !thousandths) return std::nullopt;
  if (*hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
  return std::chrono::sys_days(*day) + std::chrono::hours(*hours) + std::chrono::minutes(*minutes) +
         std::chrono::seconds(*seconds) + std::chrono::milliseconds(*thousandths);
}

std::string isoWhereDate(const std::string& typed) {
  const auto first = typed.find_first_not_of(' ');
  if (first == std::string::npos) return typed;
  auto line = typed.substr(first, typed.find_last_not_of(' ') - first + 1);
  if (dateFromIso(line)) return line;
  const auto dot = line.find('.'), second = line.find('.', dot + 1);
  if (dot == std::string::npos || second == std::string::npos || dot > 2 || second - dot > 3 ||
      line.size() - second != 5)
    return typed;
  const auto padded = [](std::string digits) { return digits.size() == 1 ? "0" + digits : digits; };
  const auto iso = line.substr(second + 1) + "-" + padded(line.substr(dot + 1, second - dot - 1)) + "-" +
                   padded(line.substr(0, dot));
  return dateFromIso(iso) ? iso : typed;
}

}  // namespace balalyk
