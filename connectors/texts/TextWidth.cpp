#include "connectors/texts/TextWidth.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace balalyk {
namespace {

// The code point at `at`, which moves past it; U+FFFD for bytes that are no UTF-8.
UChar32 next(std::string_view text, std::size_t& at) {
  UChar32 point = 0;
  auto offset = static_cast<int32_t>(at);
  U8_NEXT_OR_FFFD(reinterpret_cast<const uint8_t*>(text.data()), offset, static_cast<int32_t>(text.size()), point);
  at = static_cast<std::size_t>(offset);
  return point;
}

std::size_t columnsOf(UChar32 point) {
  const auto type = u_charType(point);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  const auto width = u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

std::size_t columnsOf(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) columns += columnsOf(next(text, at));
  return columns;
}

std::string cutTo(std::string_view text, std::size_t columns) {
  if (columnsOf(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::size_t used = 0;
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size(); end = at) {
    used += columnsOf(next(text, at));
    if (used > columns - 1) break;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string padTo(std::string_view text, std::size_t columns) {
  const std::size_t used = columnsOf(text);
  return std::string(text) + std::string(used < columns ? columns - used : 0, ' ');
}

std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const auto type = u_charType(next(text, at));
    if (type == U_CONTROL_CHAR || type == U_FORMAT_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR)
      result += "·";
    else
      result += text.substr(begin, at - begin);
  }
  return result;
}

}  // namespace balalyk
