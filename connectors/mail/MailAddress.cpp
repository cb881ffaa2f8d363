#include "connectors/mail/MailAddress.h"

#include <algorithm>

namespace balalyk {

namespace {

constexpr std::size_t kLongest = 254, kLongestLocal = 64, kLongestLabel = 63;  // RFC 5321, RFC 1035

bool isLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Parts with a dot between, none empty.
template <class IsPart>
bool areParts(std::string_view text, IsPart isPart) {
  while (true) {
    const auto dot = text.find('.');
    if (!isPart(text.substr(0, dot))) return false;
    if (dot == text.npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool isAtom(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return isLetterOrDigit(c) ||
           (c != '\0' && std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos);
  });
}

bool isLabel(std::string_view text) {
  return !text.empty() && text.size() <= kLongestLabel && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text, [](char c) { return isLetterOrDigit(c) || c == '-'; });
}

}  // namespace

bool isMailAddress(std::string_view text) {
  const auto at = text.rfind('@');
  return text.size() <= kLongest && at != text.npos && at <= kLongestLocal && areParts(text.substr(0, at), isAtom) &&
         areParts(text.substr(at + 1), isLabel);
}

}  // namespace balalyk
