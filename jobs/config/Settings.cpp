#include "jobs/config/Settings.h"

#include <algorithm>

#include "connectors/texts/TextWidth.h"
#include "jobs/config/SettingValue.h"
#include "pipeline/Error.h"

namespace balalyk {
namespace {

// The value as a message may repeat it: not what may hold a password, neither whole (a secret) nor in part (the user of
// an address), and no more than fits a line.
std::string repeatable(const Setting& setting, std::string text) {
  constexpr std::size_t kMost = 60;
  if (setting.secret) {
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

std::size_t indexOf(const Setting& setting) {
  return static_cast<std::size_t>(&setting - kSettings.data());
}

Problem wrongValue(const Setting& setting, const std::string& text, const std::string& place) {
  return {"settingWrong",
          {{"name", std::string(setting.name)},
           {"place", place},
           {"value", repeatable(setting, text)},
           {"settingType", toString(setting.type)},
           {"choices", std::string(setting.choices)},
           {"least", std::string(setting.least)},
           {"most", std::string(setting.most)}}};
}

}  // namespace

Settings::Settings() {
  for (const auto& setting : kSettings) values_[indexOf(setting)].text = setting.defaultValue;
}

void Settings::set(const std::string& name, const std::string& text, SettingOrigin origin) {
  const Setting* setting = findSetting(name);
  if (!setting) {
    const std::string nearest = nearestSetting(name);
    if (nearest.empty()) throw Error("settingUnknown", {{"name", name}, {"place", origin.place}});
    throw Error("settingMistyped", {{"name", name}, {"place", origin.place}, {"nearest", nearest}});
  }
  if (!isValueOf(*setting, text)) throw Error(wrongValue(*setting, text, origin.place));
  values_[indexOf(*setting)] = Value{text, std::move(origin)};
}

const Settings::Value& Settings::value(const Setting& setting) const {
  return values_[indexOf(setting)];
}

std::filesystem::path Settings::path(SettingName<T::path, T::file> name) const {
  return value(name.setting()).text;
}
int Settings::integer(SettingName<T::integer> name) const {
  return static_cast<int>(parseInteger(value(name.setting()).text).value());
}
std::chrono::milliseconds Settings::duration(SettingName<T::duration> name) const {
  return parseDuration(value(name.setting()).text).value();
}
std::uint64_t Settings::size(SettingName<T::size> name) const {
  return parseSize(value(name.setting()).text).value();
}
bool Settings::boolean(SettingName<T::boolean> name) const {
  return parseBoolean(value(name.setting()).text).value();
}
std::vector<std::string> Settings::list(ListName name) const {
  return parseList(value(name.setting()).text);
}

}  // namespace balalyk
