#include "connectors/database/rows/ViewValues.h"

#include <algorithm>
#include <charconv>

#include "pipeline/domain/IsoDate.h"

namespace balalyk {
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

bool allOf(std::string_view text, bool (*holds)(char)) {
  return std::ranges::all_of(text, holds);
}

struct Decimal {
  std::string_view whole;     // with its sign
  std::string_view fraction;  // without the point
};

std::optional<Decimal> decimalFrom(std::string_view text) {
  const auto point = text.find('.');
  const Decimal decimal{text.substr(0, point), point == text.npos ? std::string_view() : text.substr(point + 1)};
  const auto digits = decimal.whole.starts_with('-') ? decimal.whole.substr(1) : decimal.whole;
  if (digits.empty() || !allOf(digits, isDigit) || !allOf(decimal.fraction, isDigit)) return std::nullopt;
  return decimal;
}

std::optional<std::int64_t> integerFrom(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

// A column of a fixed width is filled up with spaces.
std::string_view trimmed(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  return text;
}

bool equalInAnyCase(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, [](char one, char other) {
    return (one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one) == other;
  });
}

}  // namespace

std::optional<bool> truthFrom(std::string_view text) {
  const auto word = trimmed(text);
  if (equalInAnyCase(word, "t") || equalInAnyCase(word, "true")) return true;
  if (equalInAnyCase(word, "f") || equalInAnyCase(word, "false")) return false;
  const auto number = wholeNumberFrom(word);
  if (number == 0 || number == 1) return *number == 1;
  return std::nullopt;
}

std::optional<std::int64_t> wholeNumberFrom(std::string_view text) {
  const auto decimal = decimalFrom(trimmed(text));
  if (!decimal || !allOf(decimal->fraction, [](char c) { return c == '0'; })) return std::nullopt;
  return integerFrom(decimal->whole);
}

std::optional<Date> dayFrom(std::string_view text) {
  static constexpr std::size_t kDay = 10;
  const auto day = trimmed(text);
  if (day.size() > kDay) {
    auto time = day.substr(kDay);
    if (time.front() != ' ' && time.front() != 'T') return std::nullopt;
    time.remove_prefix(1);
    if (!time.starts_with("00:00")) return std::nullopt;
    if (!allOf(time, [](char c) { return c == '0' || c == ':' || c == '.'; })) return std::nullopt;
  }
  return dateFromIso(day.substr(0, kDay));
}

std::optional<std::int64_t> changeTimeFrom(std::string_view text) {
  const auto decimal = decimalFrom(trimmed(text));
  const auto value = decimal ? integerFrom(decimal->whole) : std::nullopt;
  return value && *value > 0 ? value : std::nullopt;
}

const char* kindOfText(std::string_view text) {
  const auto value = trimmed(text);
  if (value.empty()) return "empty";
  if (equalInAnyCase(value, "t") || equalInAnyCase(value, "f") || equalInAnyCase(value, "true") ||
      equalInAnyCase(value, "false"))
    return "truth";
  const auto decimal = decimalFrom(value);
  if (!decimal) return "text";
  return decimal->fraction.empty() ? "number" : "fraction";
}

}  // namespace balalyk
