#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace balalyk {

// A location is a path or an address with a scheme, as s3://bucket.
enum class SettingType { text, path, location, integer, duration, boolean, list, size, choice, timeZone };

const char* toString(SettingType type);  // "text", "duration" …: as shown by `balalyk config`

// One setting as the program knows it. Its description is the catalogue's `setting.<name>`, its group the name's first
// word, with the heading `settings.<group>`.
struct Setting {
  std::string_view name;  // "office.recycleAfter"
  SettingType type = SettingType::text;
  std::string_view defaultValue;          // as it would be written in the file
  std::vector<std::string_view> choices;  // of a choice
  long long atLeast = 0;                  // of an integer

  std::string_view group() const { return name.substr(0, name.find('.')); }
};

// Every setting, in the order in which people read them. Secrets are none of them: passwords come as credentials.
const std::vector<Setting>& allSettings();
const Setting* findSetting(std::string_view name);

// "office.recycleAfter" -> "BALALYK_OFFICE_RECYCLE_AFTER".
std::string environmentName(std::string_view settingName);

// The known name that is closest to what was written; empty when nothing is close.
std::string nearestSetting(std::string_view written);

}  // namespace balalyk
