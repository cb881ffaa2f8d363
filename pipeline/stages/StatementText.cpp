#include "pipeline/stages/StatementText.h"

#include <algorithm>
#include <charconv>

#include "pipeline/Error.h"
#include "pipeline/domain/IsoDate.h"
#include "signing/Time.h"

namespace balalyk {

std::string utc(Timestamp at) {
  return signing::toIso(std::chrono::floor<std::chrono::seconds>(at));
}

std::chrono::sys_seconds timeFrom(const std::string& text) {
  // "2026-11-02T21:05:00Z"
  int hours = 0, minutes = 0, seconds = 0;
  const auto number = [&](std::size_t at, int& value) {
    const auto* end = text.data() + at + 2;
    return std::from_chars(text.data() + at, end, value).ptr == end;
  };
  const auto day = dateFromIso(text.substr(0, std::min<std::size_t>(text.size(), 10)));
  if (text.size() != 20 || !day || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z' ||
      !number(11, hours) || !number(14, minutes) || !number(17, seconds))
    throw Error("recordXmlUnreadable", {{"detail", "time"}});
  return std::chrono::sys_days(*day) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
         std::chrono::seconds(seconds);
}

std::int64_t numberFrom(const std::string& text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  if (std::from_chars(text.data(), end, number).ptr != end || number < 0)
    throw Error("recordXmlUnreadable", {{"detail", "number"}});
  return number;
}

std::string asAttribute(std::string text) {
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text;
}

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : asAttribute(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string_view withoutDeclaration(std::string_view xml) {
  if (xml.starts_with(kDeclaration)) xml.remove_prefix(kDeclaration.size());
  return xml;
}

}  // namespace balalyk
