#include "pipeline/casework/ContactDetails.h"

#include <algorithm>

#include "pipeline/domain/Text.h"

namespace balalyk {
namespace {

constexpr std::string_view kCountry = "996";
constexpr std::size_t kSubscriber = 9;

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

bool isHostCharacter(char c) {
  return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
}

}  // namespace

std::optional<std::string> phoneFrom(std::string_view text) {
  static constexpr std::string_view kBetween = " ()-+.";
  std::string digits;
  for (const char c : normaliseLine(text)) {
    if (isDigit(c))
      digits += c;
    else if (kBetween.find(c) == std::string_view::npos)
      return std::nullopt;
  }
  if (digits.starts_with('0') && digits.size() == kSubscriber + 1) digits.replace(0, 1, kCountry);
  const bool whole = digits.size() == kCountry.size() + kSubscriber && digits.starts_with(kCountry);
  return whole ? std::optional(std::move(digits)) : std::nullopt;
}

bool isEmail(std::string_view text) {
  static constexpr std::size_t kLongest = 254, kLongestName = 64;
  static constexpr std::string_view kInNames = "!#$%&'*+-/=?^_`{|}~.";
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > kLongestName || text.size() > kLongest) return false;
  const auto name = text.substr(0, at), host = text.substr(at + 1);
  const bool named = std::ranges::all_of(name, [](char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || kInNames.find(c) != std::string_view::npos;
  });
  const auto dots = [](std::string_view part) {
    return part.starts_with('.') || part.ends_with('.') || part.find("..") != std::string_view::npos;
  };
  return named && !dots(name) && !dots(host) && host.find('.') != std::string_view::npos &&
         std::ranges::all_of(host, isHostCharacter) && !host.starts_with('-') && !host.ends_with('-');
}

}  // namespace balalyk
