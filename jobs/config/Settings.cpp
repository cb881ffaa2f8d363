#include "jobs/config/Settings.h"

#include <stdexcept>

#include "jobs/config/SettingValue.h"
#include "pipeline/Error.h"

namespace balalyk {
namespace {

std::string joinChoices(const Setting& setting) {
  std::string text;
  for (const auto choice : setting.choices) text.append(text.empty() ? "" : ", ").append(choice);
  return text;
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
  // What is written wrongly is not repeated: somebody may have put a password there.
  if (!isValueOf(*setting, text)) {
    if (setting->type == SettingType::choice)
      throw Error("settingNoChoice", {{"name", name}, {"place", origin.place}, {"choices", joinChoices(*setting)}});
    if (setting->type == SettingType::timeZone)
      throw Error("settingNoTimeZone", {{"name", name}, {"place", origin.place}});
    throw Error("settingWrong", {{"name", name}, {"place", origin.place}, {"type", toString(setting->type)}});
  }
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
