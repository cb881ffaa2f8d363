#include "pipeline/record/CanonicalXml.h"

#include <unicode/utf8.h>

#include <cstdint>

namespace balalyk {
namespace {

// XML 1.0, production Char.
bool isXmlCharacter(UChar32 c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
}

enum class Inside { element, attribute };

// Canonical XML 1.0, section 2.3: what is written for a character of a text node or of an attribute.
const char* escaped(UChar32 c, Inside inside) {
  const bool attribute = inside == Inside::attribute;
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return attribute ? nullptr : "&gt;";
    case '"':
      return attribute ? "&quot;" : nullptr;
    case '\t':
      return attribute ? "&#x9;" : nullptr;
    case '\n':
      return attribute ? "&#xA;" : nullptr;
    case '\r':
      return "&#xD;";
    default:
      return isXmlCharacter(c) ? nullptr : "\uFFFD";
  }
}

void append(std::string& xml, std::string_view text, Inside inside) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < size;) {
    const int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);  // negative: not UTF-8
    if (const char* written = c < 0 ? "\uFFFD" : escaped(c, inside))
      xml += written;
    else
      xml.append(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)));
  }
}

}  // namespace

void CanonicalXml::newLine() {
  if (xml_.empty()) return;
  xml_ += '\n';
  xml_.append(2 * open_.size(), ' ');
}

void CanonicalXml::start(std::string_view name, const std::vector<Attribute>& attributes) {
  newLine();
  xml_ += '<';
  xml_ += name;
  for (const auto& [key, value] : attributes) {
    xml_ += ' ';
    xml_ += key;
    xml_ += "=\"";
    append(xml_, value, Inside::attribute);
    xml_ += '"';
  }
  xml_ += '>';
}

void CanonicalXml::open(std::string_view name, const std::vector<Attribute>& attributes) {
  start(name, attributes);
  open_.emplace_back(name);
  empty_ = true;
}

void CanonicalXml::close() {
  const std::string name = std::move(open_.back());
  open_.pop_back();
  if (!empty_) newLine();
  empty_ = false;
  xml_ += "</" + name + '>';
}

void CanonicalXml::text(std::string_view name, std::string_view value, const std::vector<Attribute>& attributes) {
  start(name, attributes);
  append(xml_, value, Inside::element);
  xml_ += "</";
  xml_ += name;
  xml_ += '>';
  empty_ = false;
}

}  // namespace balalyk
