#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "jobs/config/Setting.h"

namespace balalyk {

// Where a value came from.
struct SettingOrigin {
  enum class Source { byDefault, file, environment, option };
  Source source = Source::byDefault;
  std::string place;  // "/etc/balalyk/balalyk.conf:12", "BALALYK_OFFICE_SLOTS", "--set office.slots=2"
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

  const Value& value(std::string_view name) const;
  std::string text(std::string_view name) const;
  std::filesystem::path path(std::string_view name) const;
  int integer(std::string_view name) const;
  std::chrono::milliseconds duration(std::string_view name) const;
  std::uint64_t size(std::string_view name) const;
  bool boolean(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;

 private:
  std::map<std::string, Value, std::less<>> values_;
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
