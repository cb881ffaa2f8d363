#include "jobs/config/Setting.h"

#include <cctype>
#include <vector>

#include "jobs/config/SettingTable.h"
#include "pipeline/domain/NearestWord.h"

namespace balalyk {

const Setting* findSetting(std::string_view name) {
  for (const auto& setting : kSettings)
    if (setting.name == name) return &setting;
  return nullptr;
}

const char* toString(SettingType type) {
  switch (type) {
    case SettingType::path:
      return "path";
    case SettingType::file:
      return "file";
    case SettingType::location:
      return "location";
    case SettingType::connection:
      return "connection";
    case SettingType::address:
      return "address";
    case SettingType::secureAddress:
      return "secureAddress";
    case SettingType::addresses:
      return "addresses";
    case SettingType::issuerAddresses:
      return "issuerAddresses";
    case SettingType::addressBase:
      return "addressBase";
    case SettingType::listen:
      return "listen";
    case SettingType::endpoint:
      return "endpoint";
    case SettingType::oid:
      return "oid";
    case SettingType::mailAddress:
      return "mailAddress";
    case SettingType::word:
      return "word";
    case SettingType::integer:
      return "integer";
    case SettingType::duration:
      return "duration";
    case SettingType::size:
      return "size";
    case SettingType::boolean:
      return "boolean";
    case SettingType::choice:
      return "choice";
    case SettingType::choices:
      return "choices";
    case SettingType::timeZone:
      return "timeZone";
  }
  return "";
}

std::string Setting::descriptionKey() const {
  return "setting." + std::string(name);
}

std::string Setting::groupKey() const {
  return "settings." + std::string(group());
}

std::string environmentName(std::string_view settingName) {
  std::string name = "BALALYK_";
  for (const char c : settingName) {
    if (c == '.')
      name += '_';
    else if (std::isupper(static_cast<unsigned char>(c)))
      name += std::string("_") + c;
    else
      name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

std::string nearestSetting(std::string_view written) {
  std::vector<std::string_view> names;
  for (const auto& setting : kSettings) names.push_back(setting.name);
  return nearestWord(written, names);
}

}  // namespace balalyk
