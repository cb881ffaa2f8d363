#pragma once

#include <string>
#include <string_view>

namespace balalyk {

// What a value looks like. Only the first seven have no more to say than that; `Setting` holds the range or the choices
// of the others. Empty is a value of path, address, addresses, listen, mailAddress and oid: «none».
enum class SettingType {
  path,             // absolute
  file,             // the same, never empty
  location,         // of a document store: an absolute path, "folder:/path" or "s3://bucket/prefix"
  connection,       // "sqlite:/path" or "postgresql://…"
  address,          // http:// or https://, without user, password and fragment
  secureAddress,    // the same with https:// alone
  addresses,        // the same as address, separated by commas
  issuerAddresses,  // addresses, each for one issuer: "SHA256=ADDRESS", or alone
  addressBase,      // an address that ends with "/" or "=": an id is appended
  listen,           // "127.0.0.1:9464": a loopback address and a port
  endpoint,         // "10.0.0.5:8480": any address of this machine and a port, never empty
  oid,              // "1.3.6.1.4.1"
  mailAddress,      // "portal@example.kg"
  word,             // letters, digits, "." "-" "_"
  integer,
  duration,
  size,
  boolean,
  choice,    // one of the choices
  timeZone,  // a name of the IANA database: "Asia/Bishkek"
  choices,   // some of them, separated by commas; at least one, none twice
};

const char* toString(SettingType type);  // "path", "duration" …: with "settingType." in front a key of the catalogue

// One setting as the program knows it.
struct Setting {
  std::string_view name;  // "office.recycleAfter"
  SettingType type = SettingType::word;
  std::string_view defaultValue;  // as it would be written in the file, with its unit: "30s", "600M"
  std::string_view choices = {};  // of a choice or choices, separated by ", "
  std::string_view least = {};    // of an integer, a duration or a size: both included, written as its values
  std::string_view most = {};     //
  bool secret = false;            // may hold a password: a message never repeats it

  constexpr std::string_view group() const { return name.substr(0, name.find('.')); }
  std::string descriptionKey() const;  // in the catalogue: "setting.office.recycleAfter"
  std::string groupKey() const;        // of the heading of its group: "settings.office"
};

const Setting* findSetting(std::string_view name);  // null: there is none

// "office.recycleAfter" -> "BALALYK_OFFICE_RECYCLE_AFTER".
std::string environmentName(std::string_view settingName);

// The known name that is closest to what was written; empty when nothing is close.
std::string nearestSetting(std::string_view written);

}  // namespace balalyk
