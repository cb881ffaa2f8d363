#include "jobs/config/Setting.h"

#include <cctype>

#include "jobs/text/NearestWord.h"
#include "pipeline/domain/Zone.h"

namespace balalyk {

const std::vector<Setting>& allSettings() {
  using T = SettingType;
  static const std::vector<Setting> settings = {
      {"language", T::choice, "auto", {"auto", "ky", "ru", "en"}},

      {"time.zone", T::timeZone, Zone::kDefault},

      {"database.connection", T::text, "sqlite:/var/lib/balalyk/portal.db"},
      {"database.deadline", T::duration, "10s"},

      {"store.location", T::location, "/var/lib/balalyk/store"},
      {"store.endpoint", T::text, ""},
      {"store.region", T::text, "us-east-1"},
      {"store.addressing", T::choice, "path", {"path", "virtualHost"}},
      {"store.credentials", T::path, ""},
      {"store.trustAnchors", T::path, ""},
      {"store.deadline", T::duration, "60s"},

      {"templates.folder", T::path, ""},

      {"office.slots", T::integer, "0"},
      {"office.program", T::path, "/usr/lib/libreoffice/program"},
      {"office.filler", T::path, ""},
      {"office.deadline", T::duration, "30s"},
      {"office.recycleAfter", T::integer, "4000", {}, 1},
      {"office.recycleAbove", T::size, "600M"},
      {"office.memoryLimit", T::size, "3000M"},
      {"office.jemalloc", T::boolean, "true"},
      {"office.preload", T::boolean, "true"},
      {"office.deflateLevel", T::integer, "2", {}, 1},
      {"office.keepLayouts", T::boolean, "true"},
      {"office.sandbox", T::choice, "required", {"required", "whenPossible", "off"}},

      {"keys.ring", T::path, "/etc/balalyk/keys/keyring.json"},
      {"keys.passwords", T::path, ""},
      {"keys.trustAnchors", T::path, "/etc/balalyk/keys/anchors.pem"},

      {"signatures.level", T::choice, "B-B", {"B-B", "B-T", "B-LT", "B-LTA"}},
      {"signatures.policy", T::path, ""},

      {"timestamps.urls", T::list, ""},
      {"timestamps.policy", T::text, ""},
      {"timestamps.quota", T::integer, "0"},
      {"timestamps.timeout", T::duration, "10s"},
      {"timestamps.pause", T::duration, "30s"},
      {"timestamps.trustAnchors", T::path, ""},
      {"timestamps.tlsTrustAnchors", T::path, ""},

      {"revocation.check", T::boolean, "false"},
      {"revocation.unanswered", T::choice, "wait", {"wait", "proceed"}},
      {"revocation.ocspUrl", T::list, ""},
      {"revocation.crlUrl", T::list, ""},
      {"revocation.freshness", T::duration, "1h"},
      {"revocation.tolerance", T::duration, "5m"},
      {"revocation.maxAge", T::duration, "1d"},

      {"evidence.nightly", T::boolean, "false"},
      {"evidence.renewBefore", T::duration, "180d"},

      {"take.batch", T::integer, "200", {}, 1},
      {"take.overlap", T::duration, "1d"},
      {"lists.months", T::integer, "0"},
      {"check.addressBase", T::text, "https://balalyk.edu.gov.kg/check/"},

      {"worker.stages", T::list, "fill, sign, publish, upgrade"},
      {"worker.lease", T::duration, "60s"},
      {"worker.attempts", T::integer, "5", {}, 1},
      {"worker.poll", T::duration, "2s"},
      {"worker.stuckAfter", T::duration, "1h"},
      {"worker.hangAfter", T::duration, "3m"},
      {"worker.monitor", T::text, ""},

      {"night.report", T::path, ""},
      {"night.monitor", T::text, ""},

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
    case SettingType::text:
      return "text";
    case SettingType::path:
      return "path";
    case SettingType::location:
      return "location";
    case SettingType::integer:
      return "integer";
    case SettingType::duration:
      return "duration";
    case SettingType::boolean:
      return "boolean";
    case SettingType::list:
      return "list";
    case SettingType::size:
      return "size";
    case SettingType::choice:
      return "choice";
    case SettingType::timeZone:
      return "time zone";
  }
  return "";
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
