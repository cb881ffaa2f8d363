#include "jobs/config/SettingValue.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "pipeline/domain/Zone.h"

namespace balalyk {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

// A whole number and a unit; the product must fit in a signed 64-bit integer.
std::optional<std::uint64_t> parseWithUnit(std::string_view text, std::initializer_list<Unit> units) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view written(end, text.data() + text.size());
  for (const auto& unit : units) {
    if (unit.name != written) continue;
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / unit.factor) break;
    return number * unit.factor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<long long> parseInteger(std::string_view text) {
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::chrono::milliseconds> parseDuration(std::string_view text) {
  const auto value = parseWithUnit(text, {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}});
  if (!value) return std::nullopt;
  return std::chrono::milliseconds(*value);
}

std::optional<std::uint64_t> parseSize(std::string_view text) {
  return parseWithUnit(text, {{"", 1}, {"K", 1ULL << 10}, {"M", 1ULL << 20}, {"G", 1ULL << 30}, {"T", 1ULL << 40}});
}

std::optional<bool> parseBoolean(std::string_view text) {
  if (text == "true" || text == "yes" || text == "on") return true;
  if (text == "false" || text == "no" || text == "off") return false;
  return std::nullopt;
}

std::vector<std::string> parseList(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    const auto first = item.find_first_not_of(" \t");
    if (first != std::string_view::npos)
      items.emplace_back(item.substr(first, item.find_last_not_of(" \t") - first + 1));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return items;
}

bool isValueOf(const Setting& setting, std::string_view text) {
  switch (setting.type) {
    case SettingType::integer: {
      const auto number = parseInteger(text);
      return number && *number >= setting.atLeast && *number <= std::numeric_limits<int>::max();
    }
    case SettingType::duration:
      return parseDuration(text).has_value();
    case SettingType::size:
      return parseSize(text).has_value();
    case SettingType::boolean:
      return parseBoolean(text).has_value();
    case SettingType::choice:
      return std::find(setting.choices.begin(), setting.choices.end(), text) != setting.choices.end();
    case SettingType::timeZone:
      return Zone::isKnown(text);
    case SettingType::text:
    case SettingType::path:
    case SettingType::location:
    case SettingType::list:
      return text.find('\0') == std::string_view::npos;
  }
  return false;
}

}  // namespace balalyk
