#include "pipeline/domain/WrittenDate.h"

#include <fmt/format.h>

#include <array>

namespace balalyk {
namespace {

struct KyrgyzMonth {
  std::string_view possessive;  // «15-майы»
  std::string_view locative;    // «15-майындагы»: vowel harmony decides the ending
};

constexpr std::array<KyrgyzMonth, 12> kKyrgyz{{
    {"январы", "январындагы"},
    {"февралы", "февралындагы"},
    {"марты", "мартындагы"},
    {"апрели", "апрелиндеги"},
    {"майы", "майындагы"},
    {"июну", "июнундагы"},
    {"июлу", "июлундагы"},
    {"августу", "августундагы"},
    {"сентябры", "сентябрындагы"},
    {"октябры", "октябрындагы"},
    {"ноябры", "ноябрындагы"},
    {"декабры", "декабрындагы"},
}};

struct RussianMonth {
  std::string_view nominative;
  std::string_view genitive;
};

constexpr std::array<RussianMonth, 12> kRussian{{
    {"январь", "января"},
    {"февраль", "февраля"},
    {"март", "марта"},
    {"апрель", "апреля"},
    {"май", "мая"},
    {"июнь", "июня"},
    {"июль", "июля"},
    {"август", "августа"},
    {"сентябрь", "сентября"},
    {"октябрь", "октября"},
    {"ноябрь", "ноября"},
    {"декабрь", "декабря"},
}};

int yearOf(std::chrono::year year) {
  return static_cast<int>(year);
}
std::size_t indexOf(std::chrono::month month) {
  return static_cast<unsigned>(month) - 1;
}
unsigned dayOf(Date date) {
  return static_cast<unsigned>(date.day());
}

}  // namespace

std::string writtenDate(Date date, Language language) {
  const auto month = indexOf(date.month());
  if (language == Language::ky)
    return fmt::format("{}-жылдын {}-{}", yearOf(date.year()), dayOf(date), kKyrgyz.at(month).possessive);
  return fmt::format("{} {} {} года", dayOf(date), kRussian.at(month).genitive, yearOf(date.year()));
}

std::string writtenReference(Date date, std::string_view number, Language language) {
  if (language == Language::ru) return fmt::format("№{} от {}", number, writtenDate(date, language));
  return fmt::format("{}-жылдын {}-{} №{}", yearOf(date.year()), dayOf(date),
                     kKyrgyz.at(indexOf(date.month())).locative, number);
}

std::string writtenMonth(std::chrono::year_month month, Language language) {
  const auto index = indexOf(month.month());
  if (language == Language::ky) return fmt::format("{}-жылдын {}", yearOf(month.year()), kKyrgyz.at(index).possessive);
  return fmt::format("{} {} года", kRussian.at(index).nominative, yearOf(month.year()));
}

std::string shortDate(Date date) {
  return fmt::format("{:02}.{:02}.{:04}", dayOf(date), static_cast<unsigned>(date.month()), yearOf(date.year()));
}

}  // namespace balalyk
