#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "jobs/config/SettingTable.h"

namespace balalyk {

// Where a value came from.
struct SettingOrigin {
  enum class Source { byDefault, file, environment, option };
  Source source = Source::byDefault;
  std::string place;  // "/etc/balalyk/balalyk.conf:12", "BALALYK_OFFICE_SLOTS", "--set office.slots=2"
};

// The name of a setting in our own code. One that the table does not have, or whose type is none of `types`, does not
// compile.
template <SettingType... types>
class SettingName {
 public:
  consteval SettingName(const char* name) : setting_(found(name)) {
    if (sizeof...(types) > 0 && !((setting_->type == types) || ...)) throw "a setting of another type";
  }

  const Setting& setting() const { return *setting_; }
  std::string text() const { return std::string(setting_->name); }

 private:
  static consteval const Setting* found(std::string_view name) {
    for (const auto& setting : kSettings)
      if (setting.name == name) return &setting;
    throw "no such setting";
  }

  const Setting* setting_;
};

// The settings in force: defaults < file < environment < options. A value that is not understood, or a name that is not
// known, never gets here.
class Settings {
 public:
  struct Value {
    std::string text;
    SettingOrigin origin;
  };

  Settings();  // the defaults

  // Throws Error settingUnknown{name, place, nearest}, settingMistyped{…}, settingWrong{name, place,
  // value, settingType, choices, least, most}.
  void set(const std::string& name, const std::string& text, SettingOrigin origin);

  const Value& value(const Setting& setting) const;
  const Value& value(SettingName<> name) const { return value(name.setting()); }

  using T = SettingType;
  using ListName = SettingName<T::addresses, T::issuerAddresses, T::choices>;
  std::string text(SettingName<> name) const { return value(name).text; }
  std::filesystem::path path(SettingName<T::path, T::file> name) const;
  int integer(SettingName<T::integer> name) const;
  std::chrono::milliseconds duration(SettingName<T::duration> name) const;
  std::uint64_t size(SettingName<T::size> name) const;
  bool boolean(SettingName<T::boolean> name) const;
  std::vector<std::string> list(ListName name) const;

 private:
  std::array<Value, kSettings.size()> values_;  // in the order of the table
};

// What the settings are read from.
struct SettingSources {
  std::optional<std::filesystem::path> file;                      // --config
  std::vector<std::string> assignments;                           // --set name=value, in their order
  std::map<std::string, std::string> environment;                 // all of it; only BALALYK_… is looked at
  std::filesystem::path usualFile = "/etc/balalyk/balalyk.conf";  // read if it is there and no other file is named
};

// Besides the errors of Settings::set: settingsFileMissing{file}, settingsFileUnreadable{file}, assignmentWrong{text},
// settingsContradict{name, value, other, otherValue}, and those of parseProperties().
Settings readSettings(const SettingSources& sources);

// The environment of this process.
std::map<std::string, std::string> processEnvironment();

}  // namespace balalyk
