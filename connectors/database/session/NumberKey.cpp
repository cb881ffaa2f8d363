#include "connectors/database/session/NumberKey.h"

#include <algorithm>

#include "pipeline/domain/ProtocolNumber.h"
#include "pipeline/domain/SearchKey.h"
#include "pipeline/domain/Text.h"

namespace balalyk {

namespace {

bool isAscii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

}  // namespace

std::string numberKey(std::string_view number) {
  const auto line = normaliseProtocolNumber(number);
  std::string key;
  for (std::size_t at = 0; at < line.size();) {
    if (isAscii(line[at])) {
      const char c = line[at++];
      if (c != ' ') key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      continue;
    }
    auto end = at;
    while (end < line.size() && !isAscii(line[end])) ++end;
    const auto letters = std::string_view(line).substr(at, end - at);
    const auto folded = searchKey(letters);
    key += folded.empty() ? std::string(letters) : folded;
    at = end;
  }
  return key;
}

std::string lookAlikeKey(std::string_view number) {
  auto key = latinTwins(numberKey(number));
  std::ranges::replace(key, 'o', '0');
  return key;
}

}  // namespace balalyk
