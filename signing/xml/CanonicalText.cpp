#include "signing/xml/CanonicalText.h"

#include <cstdint>

namespace balalyk::signing {
namespace {

bool isXmlCharacter(std::uint32_t c) {
  return c == 0x9 || c == 0xa || c == 0xd || (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) ||
         (c >= 0x10000 && c <= 0x10ffff);
}

}  // namespace

void appendText(std::string& xml, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        xml += "&amp;";
        break;
      case '<':
        xml += "&lt;";
        break;
      case '>':
        xml += "&gt;";
        break;
      case '\r':
        xml += "&#xD;";
        break;
      default:
        xml += c;
    }
  }
}

void appendAttributeValue(std::string& xml, std::string_view value) {
  for (const char c : value) {
    switch (c) {
      case '&':
        xml += "&amp;";
        break;
      case '<':
        xml += "&lt;";
        break;
      case '"':
        xml += "&quot;";
        break;
      case '\t':
        xml += "&#x9;";
        break;
      case '\n':
        xml += "&#xA;";
        break;
      case '\r':
        xml += "&#xD;";
        break;
      default:
        xml += c;
    }
  }
}

bool isXmlText(std::string_view text) {
  static constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
    if (size == 0 || i + size > text.size()) return false;
    std::uint32_t character = size == 1 ? lead : lead & (0x7fU >> size);
    for (std::size_t k = 1; k < size; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if (next >> 6 != 2) return false;
      character = character << 6 | (next & 0x3f);
    }
    if (character < kSmallest[size] || !isXmlCharacter(character)) return false;
    i += size;
  }
  return true;
}

}  // namespace balalyk::signing
