#include "jobs/config/Settings.h"

#include <algorithm>
#include <stdexcept>

#include "jobs/config/SettingValue.h"
#include "jobs/output/TextWidth.h"
#include "pipeline/Error.h"

namespace balalyk {
namespace {

// The value as a message may repeat it: not what may hold a password, neither whole (a connection) nor in part (the
// user of an address), and no more than fits a line.
std::string repeatable(const Setting& setting, std::string text) {
  constexpr std::size_t kMost = 60;
  if (setting.type == SettingType::connection) {
    const auto scheme = text.find(':');
    return scheme == std::string::npos ? "…" : printable(text.substr(0, std::min<std::size_t>(scheme, 16))) + ":…";
  }
  if (const auto at = text.rfind('@'); at != std::string::npos) {
    const auto scheme = text.find("://");
    const auto from = scheme < at ? scheme + 3 : 0;
    text.replace(from, at - from, "…");
  }
  text = printable(text);
  if (text.size() <= kMost) return text;
  auto end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

Problem wrongValue(const Setting& setting, const std::string& text, const std::string& place) {
  return {"settingWrong",
          {{"name", std::string(setting.name)},
           {"place", place},
           {"value", repeatable(setting, text)},
           {"settingType", toString(setting.type)},
           {"choices", choicesOf(setting)},
           {"least", std::string(setting.least)},
           {"most", std::string(setting.most)}}};
}

}  // namespace

Settings::Settings() {
  for (const auto& setting : allSettings())
    values_.emplace(setting.name, Value{std::string(setting.defaultValue), SettingOrigin{}});
}

void Settings::set(const std::string& name, const std::string& text, SettingOrigin origin) {
  const Setting* setting = findSetting(name);
  if (!setting) {
    const std::string nearest = nearestSetting(name);
    if (nearest.empty()) throw Error("settingUnknown", {{"name", name}, {"place", origin.place}});
    throw Error("settingMistyped", {{"name", name}, {"place", origin.place}, {"nearest", nearest}});
  }
  if (!isValueOf(*setting, text)) throw Error(wrongValue(*setting, text, origin.place));
  values_[name] = Value{text, std::move(origin)};
}

const Settings::Value& Settings::value(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw std::logic_error("no such setting: " + std::string(name));
  return found->second;
}

std::string Settings::text(std::string_view name) const {
  return value(name).text;
}
std::filesystem::path Settings::path(std::string_view name) const {
  return value(name).text;
}
int Settings::integer(std::string_view name) const {
  return static_cast<int>(parseInteger(value(name).text).value());
}
std::chrono::milliseconds Settings::duration(std::string_view name) const {
  return parseDuration(value(name).text).value();
}
std::uint64_t Settings::size(std::string_view name) const {
  return parseSize(value(name).text).value();
}
bool Settings::boolean(std::string_view name) const {
  return parseBoolean(value(name).text).value();
}
std::vector<std::string> Settings::list(std::string_view name) const {
  return parseList(value(name).text);
}

}  // namespace balalyk
