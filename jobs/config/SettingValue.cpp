#include "jobs/config/SettingValue.h"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/URI.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>

#include "connectors/mail/MailAddress.h"
#include "connectors/store/S3Options.h"
#include "pipeline/Error.h"
#include "pipeline/domain/Zone.h"

namespace balalyk {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

// A whole number and a unit; the product must fit in a signed 64-bit integer.
std::optional<std::uint64_t> parseWithUnit(std::string_view text, std::initializer_list<Unit> units) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view written(end, text.data() + text.size());
  for (const auto& unit : units) {
    if (unit.name != written) continue;
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / unit.factor) break;
    return number * unit.factor;
  }
  return std::nullopt;
}

bool isAbsolutePath(std::string_view text) {
  return text.starts_with('/') && text.find('\0') == std::string_view::npos;
}

// Printed, shown in QR codes and written into requests as it is: only characters that need no encoding.
bool isAddress(std::string_view text) {
  if (!std::ranges::all_of(text, [](char c) {
        return c > 0x20 && c < 0x7f && std::string_view("\"<>\\^`{|}#").find(c) == std::string_view::npos;
      }))
    return false;
  try {
    const Poco::URI address{std::string(text)};
    return (address.getScheme() == "http" || address.getScheme() == "https") && !address.getHost().empty() &&
           address.getUserInfo().empty() && address.getPort() != 0;
  } catch (const Poco::Exception&) {
    return false;
  }
}

bool isAddressBase(std::string_view text) {
  return isAddress(text) && (text.ends_with('/') || text.ends_with('='));
}

bool isS3Place(const std::string& text) {
  try {
    parseS3Place(text);
    return true;
  } catch (const Error&) {
    return false;
  }
}

// A host alone: what follows it would be a part of no bucket's address.
bool isHost(std::string_view text) {
  static constexpr std::string_view kScheme = "https://";
  if (!isAddress(text) || !text.starts_with(kScheme)) return false;
  const auto end = text.find_first_of("/?", kScheme.size());
  return end == text.npos || text.substr(end) == "/";
}

bool isLocation(std::string_view text) {
  static constexpr std::string_view kFolder = "folder:";
  if (text.starts_with("s3://")) return isS3Place(std::string(text));
  return isAbsolutePath(text.starts_with(kFolder) ? text.substr(kFolder.size()) : text);
}

bool isConnection(std::string_view text) {
  static constexpr std::string_view kSqlite = "sqlite:";
  if (text.starts_with(kSqlite)) return isAbsolutePath(text.substr(kSqlite.size()));
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

bool isEndpoint(const std::string& text, bool loopbackOnly) {
  try {
    // A name would be looked up, and not be one address.
    if (text.find_first_not_of("0123456789abcdefABCDEF.:[]") != std::string::npos) return false;
    const Poco::Net::SocketAddress address(text);
    return address.host().isLoopback() || !loopbackOnly;
  } catch (const Poco::Exception&) {
    return false;
  }
}

bool isWord(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) || c == '.' || c == '-' || c == '_');
  });
}

bool isOid(std::string_view text) {
  bool digit = false;
  for (const char c : text) {
    if (c == '.' ? !digit : !(c >= '0' && c <= '9')) return false;
    digit = c != '.';
  }
  // The first is 0, 1 or 2, and below 2 the second less than 40 (X.660): what else could be asked for nowhere.
  const auto point = text.find('.');
  if (!digit || point != 1 || text[0] > '2') return false;
  const auto second = text.substr(2, text.find('.', 2) - 2);
  return text[0] == '2' || second.size() == 1 || (second.size() == 2 && second < "40");
}

bool isChoice(const Setting& setting, std::string_view text) {
  const auto choices = parseList(setting.choices);
  return std::ranges::find(choices, text) != choices.end();
}

bool areChoices(const Setting& setting, std::string_view text) {
  std::set<std::string> seen;
  for (const auto& item : parseList(text))
    if (!isChoice(setting, item) || !seen.insert(item).second) return false;
  return !seen.empty();
}

bool areAddresses(std::string_view text) {
  return std::ranges::all_of(parseList(text), isAddress);
}

// "SHA256=ADDRESS", the fingerprint with or without colons, or an address alone. Which of them go together is judged
// where they are used.
bool isIssuerAddress(std::string_view text) {
  const auto end = text.find_first_not_of("0123456789abcdefABCDEF:");
  if (end != std::string_view::npos && end > 0 && text[end] == '=') text.remove_prefix(end + 1);
  return isAddress(text);
}

template <class Parse>
bool isWithin(const Setting& setting, std::string_view text, Parse parse) {
  const auto value = parse(text);
  return value && *value >= *parse(setting.least) && *value <= *parse(setting.most);
}

}  // namespace

std::optional<long long> parseInteger(std::string_view text) {
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::chrono::milliseconds> parseDuration(std::string_view text) {
  const auto value = parseWithUnit(text, {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}});
  if (!value) return std::nullopt;
  return std::chrono::milliseconds(*value);
}

std::optional<std::uint64_t> parseSize(std::string_view text) {
  return parseWithUnit(text, {{"B", 1}, {"K", 1ULL << 10}, {"M", 1ULL << 20}, {"G", 1ULL << 30}, {"T", 1ULL << 40}});
}

std::optional<bool> parseBoolean(std::string_view text) {
  if (text == "true" || text == "yes" || text == "on") return true;
  if (text == "false" || text == "no" || text == "off") return false;
  return std::nullopt;
}

std::vector<std::string> parseList(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    const auto first = item.find_first_not_of(" \t");
    if (first != std::string_view::npos)
      items.emplace_back(item.substr(first, item.find_last_not_of(" \t") - first + 1));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return items;
}

bool isValueOf(const Setting& setting, std::string_view text) {
  switch (setting.type) {
    case SettingType::path:
      return text.empty() || isAbsolutePath(text);
    case SettingType::file:
      return isAbsolutePath(text);
    case SettingType::location:
      return isLocation(text);
    case SettingType::connection:
      return isConnection(text);
    case SettingType::address:
      return text.empty() || isAddress(text);
    case SettingType::secureAddress:
      return text.empty() || isHost(text);
    case SettingType::addresses:
      return areAddresses(text);
    case SettingType::issuerAddresses:
      return std::ranges::all_of(parseList(text), isIssuerAddress);
    case SettingType::addressBase:
      return isAddressBase(text);
    case SettingType::listen:
      return text.empty() || isEndpoint(std::string(text), true);
    case SettingType::endpoint:
      return isEndpoint(std::string(text), false);
    case SettingType::oid:
      return text.empty() || isOid(text);
    case SettingType::mailAddress:
      return text.empty() || isMailAddress(text);
    case SettingType::word:
      return isWord(text);
    case SettingType::integer:
      return isWithin(setting, text, parseInteger);
    case SettingType::duration:
      return isWithin(setting, text, parseDuration);
    case SettingType::size:
      return isWithin(setting, text, parseSize);
    case SettingType::boolean:
      return parseBoolean(text).has_value();
    case SettingType::choice:
      return isChoice(setting, text);
    case SettingType::choices:
      return areChoices(setting, text);
    case SettingType::timeZone:
      return Zone::isKnown(text);
  }
  return false;
}

}  // namespace balalyk
