#include "connectors/portal/pages/PageText.h"

namespace balalyk {
namespace {

std::string_view firstLetter(std::string_view text) {
  if (text.empty()) return text;
  std::size_t end = 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) ++end;
  return text.substr(0, end);
}

}  // namespace

Language recordLanguage(const Messages& messages) {
  return messages.language() == "ru" ? Language::ru : Language::ky;
}

std::string timeOfDay(Timestamp time, const Zone& zone) {
  return zone.toMinutes(time).substr(11, 5);  // "2025-05-15 18:00 +06:00"
}

std::string dayAndTime(Timestamp time, const Zone& zone) {
  const auto text = zone.toMinutes(time);
  return text.substr(8, 2) + "." + text.substr(5, 2) + "." + text.substr(0, 4) + " " + text.substr(11, 5);
}

std::string moment(Timestamp time, Date today, const Zone& zone) {
  return zone.dateOf(time) == today ? timeOfDay(time, zone) : dayAndTime(time, zone);
}

std::string surnameAndInitials(const PersonName& name) {
  std::string written = name.surname;
  for (const auto* part : {&name.givenName, &name.patronymic})
    if (!part->empty()) written += (written.empty() ? "" : " ") + std::string(firstLetter(*part)) + ".";
  return written;
}

std::string maskedPin(std::string_view pin) {
  static constexpr std::size_t kShown = 4;
  std::string masked;
  for (std::size_t i = kShown; i < pin.size(); ++i) masked += "•";
  return masked + std::string(pin.size() > kShown ? pin.substr(pin.size() - kShown) : "");
}

}  // namespace balalyk
