#include "jobs/config/Setting.h"

#include <cctype>

#include "pipeline/domain/NearestWord.h"
#include "pipeline/domain/Zone.h"

namespace balalyk {

const std::vector<Setting>& allSettings() {
  using T = SettingType;
  static const std::vector<Setting> settings = {
      {"language", T::choice, "auto", {"auto", "ky", "ru", "en"}},

      {"time.zone", T::timeZone, Zone::kDefault},

      {"database.connection", T::connection, "sqlite:/var/lib/balalyk/portal.db"},
      {"database.deadline", T::duration, "10s", {}, "100ms", "10m"},

      {"store.location", T::location, "/var/lib/balalyk/store"},
      {"store.endpoint", T::secureAddress, ""},
      {"store.region", T::word, "us-east-1"},
      {"store.addressing", T::choice, "path", {"path", "virtualHost"}},
      {"store.credentials", T::path, ""},
      {"store.trustAnchors", T::path, ""},
      {"store.deadline", T::duration, "60s", {}, "1s", "1h"},

      {"templates.folder", T::path, ""},

      {"office.slots", T::integer, "0", {}, "0", "256"},
      {"office.program", T::file, "/usr/lib/libreoffice/program"},
      {"office.filler", T::path, ""},
      {"office.deadline", T::duration, "30s", {}, "1s", "1h"},
      {"office.recycleAfter", T::integer, "4000", {}, "1", "1000000"},
      {"office.recycleAbove", T::size, "600M", {}, "200M", "64G"},
      {"office.memoryLimit", T::size, "3000M", {}, "400M", "128G"},
      {"office.jemalloc", T::boolean, "true"},
      {"office.preload", T::boolean, "true"},
      {"office.deflateLevel", T::integer, "2", {}, "1", "12"},
      {"office.keepLayouts", T::boolean, "true"},
      {"office.sandbox", T::choice, "required", {"required", "whenPossible", "off"}},

      {"keys.ring", T::file, "/etc/balalyk/keys/keyring.json"},
      {"keys.passwords", T::path, ""},
      {"keys.deadline", T::duration, "60s", {}, "100ms", "1h"},
      {"keys.trustAnchors", T::file, "/etc/balalyk/keys/anchors.pem"},

      {"signatures.level", T::choice, "B-B", {"B-B", "B-T", "B-LT", "B-LTA"}},
      {"signatures.policy", T::path, ""},

      {"timestamps.urls", T::addresses, ""},
      {"timestamps.policy", T::oid, ""},
      {"timestamps.quota", T::integer, "0", {}, "0", "100000000"},
      {"timestamps.timeout", T::duration, "10s", {}, "1s", "5m"},
      {"timestamps.pause", T::duration, "30s", {}, "100ms", "10m"},
      {"timestamps.trustAnchors", T::path, ""},
      {"timestamps.tlsTrustAnchors", T::path, ""},

      {"revocation.check", T::boolean, "false"},
      {"revocation.unanswered", T::choice, "wait", {"wait", "proceed"}},
      {"revocation.ocspUrl", T::issuerAddresses, ""},
      {"revocation.crlUrl", T::issuerAddresses, ""},
      {"revocation.freshness", T::duration, "1h", {}, "1s", "7d"},
      {"revocation.tolerance", T::duration, "5m", {}, "0s", "1d"},
      {"revocation.maxAge", T::duration, "1d", {}, "1m", "31d"},

      {"evidence.nightly", T::boolean, "false"},
      {"evidence.renewBefore", T::duration, "180d", {}, "1d", "3650d"},

      {"take.batch", T::integer, "200", {}, "1", "10000"},
      {"take.overlap", T::duration, "1d", {}, "0s", "31d"},
      {"lists.months", T::integer, "0", {}, "0", "120"},
      {"check.addressBase", T::addressBase, "https://balalyk.edu.gov.kg/check/"},

      {"worker.stages", T::choices, "fill, sign, publish, upgrade", {"fill", "sign", "publish", "upgrade"}},
      {"worker.lease", T::duration, "60s", {}, "1s", "1d"},
      {"worker.attempts", T::integer, "5", {}, "1", "1000"},
      {"worker.poll", T::duration, "2s", {}, "10ms", "10m"},
      {"worker.stuckAfter", T::duration, "1h", {}, "1ms", "30d"},
      {"worker.hangAfter", T::duration, "3m", {}, "1s", "1d"},
      {"worker.monitor", T::listen, ""},

      {"night.report", T::path, ""},
      {"night.monitor", T::listen, ""},

      {"log.format", T::choice, "text", {"text", "json"}},
      {"log.level", T::choice, "information", {"error", "warning", "information", "debug"}},
  };
  return settings;
}

const Setting* findSetting(std::string_view name) {
  for (const auto& setting : allSettings())
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
    case SettingType::oid:
      return "oid";
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

std::string choicesOf(const Setting& setting) {
  std::string text;
  for (const auto choice : setting.choices) text.append(text.empty() ? "" : ", ").append(choice);
  return text;
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
  for (const auto& setting : allSettings()) names.push_back(setting.name);
  return nearestWord(written, names);
}

}  // namespace balalyk
