#include "connectors/office/UnhintedFont.h"

#include <cstdint>
#include <map>
#include <stdexcept>

namespace balalyk {

namespace {

struct Unknown : std::runtime_error {
  using std::runtime_error::runtime_error;
};

constexpr std::size_t kDirectory = 12, kEntry = 16, kTagLength = 4;
constexpr std::size_t kGlyphHeader = 10;
constexpr std::size_t kHeadChecksum = 8, kHeadFlags = 16, kHeadLocaFormat = 50, kMaxpGlyphs = 4;
constexpr std::uint16_t kByHints = 0x14;  // head.flags: sizes and widths may depend on instructions
// Flags of a composite glyph's components.
constexpr std::uint16_t kWords = 1, kScale = 8, kMore = 0x20, kTwoScales = 0x40, kMatrix = 0x80, kInstructions = 0x100;

std::string_view part(std::string_view bytes, std::size_t at, std::size_t size) {
  if (at > bytes.size() || size > bytes.size() - at) throw Unknown("past the end");
  return bytes.substr(at, size);
}

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (const char c : part(bytes, at, size)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::uint16_t word(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(number(bytes, at, 2));
}

void append(std::string& bytes, std::uint32_t value, std::size_t size) {
  while (size-- > 0) bytes += static_cast<char>(value >> (8 * size));
}

void put(std::string& bytes, std::size_t at, std::uint32_t value, std::size_t size) {
  std::string written;
  append(written, value, size);
  part(bytes, at, size);
  bytes.replace(at, size, written);
}

void pad(std::string& bytes) {
  bytes.resize((bytes.size() + 3) / 4 * 4, '\0');
}

std::uint32_t checksum(std::string_view padded) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < padded.size(); at += 4) sum += number(padded, at, 4);
  return sum;
}

using Tables = std::map<std::string, std::string>;  // by tag, which is also the order of the directory

Tables tablesOf(std::string_view font) {
  const auto version = number(font, 0, 4);
  if (version != 0x00010000 && version != 0x74727565) throw Unknown("not TrueType");
  Tables tables;
  for (std::size_t i = 0; i < word(font, 4); ++i) {
    const auto entry = part(font, kDirectory + i * kEntry, kEntry);
    tables[std::string(entry.substr(0, kTagLength))] = part(font, number(entry, 8, 4), number(entry, 12, 4));
  }
  return tables;
}

std::string simpleGlyph(std::string_view glyph, std::size_t contours) {
  const auto instructions = kGlyphHeader + 2 * contours;
  std::string result(part(glyph, 0, instructions));
  append(result, 0, 2);
  const auto points = instructions + 2 + word(glyph, instructions);
  part(glyph, points, 0);
  return result.append(glyph.substr(points));
}

std::string compositeGlyph(std::string_view glyph) {
  std::string result(part(glyph, 0, kGlyphHeader));
  for (auto at = kGlyphHeader;;) {
    const auto flags = word(glyph, at);
    const std::size_t scale = (flags & kScale) != 0       ? 2
                              : (flags & kTwoScales) != 0 ? 4
                              : (flags & kMatrix) != 0    ? 8
                                                          : 0;
    const std::size_t size = 4 + ((flags & kWords) != 0 ? 4 : 2) + scale;
    const auto component = part(glyph, at, size);
    append(result, flags & ~kInstructions, 2);
    result.append(component.substr(2));
    at += size;
    if ((flags & kMore) == 0) return result;
  }
}

std::string withoutInstructions(std::string_view glyph) {
  if (glyph.empty()) return {};
  const auto contours = static_cast<std::int16_t>(word(glyph, 0));
  auto result = contours < 0 ? compositeGlyph(glyph) : simpleGlyph(glyph, static_cast<std::size_t>(contours));
  pad(result);
  return result;
}

void rewriteGlyphs(Tables& tables) {
  const bool wide = word(tables.at("head"), kHeadLocaFormat) != 0;
  const std::size_t count = word(tables.at("maxp"), kMaxpGlyphs);
  const std::string_view loca = tables.at("loca"), glyf = tables.at("glyf");
  const auto offset = [&](std::size_t i) { return wide ? number(loca, 4 * i, 4) : 2u * word(loca, 2 * i); };
  std::string places, glyphs;
  for (std::size_t i = 0; i <= count; ++i) {
    append(places, static_cast<std::uint32_t>(wide ? glyphs.size() : glyphs.size() / 2), wide ? 4 : 2);
    if (i == count) break;
    if (offset(i + 1) < offset(i)) throw Unknown("glyphs out of order");
    glyphs += withoutInstructions(part(glyf, offset(i), offset(i + 1) - offset(i)));
  }
  tables["loca"] = places;
  tables["glyf"] = glyphs;
}

std::string fontOf(Tables tables) {
  auto& head = tables.at("head");
  put(head, kHeadFlags, word(head, kHeadFlags) & ~kByHints, 2);
  put(head, kHeadChecksum, 0, 4);
  const auto count = static_cast<std::uint32_t>(tables.size());
  std::uint32_t power = 1, exponent = 0;
  for (; power * 2 <= count; power *= 2) ++exponent;
  std::string font, contents;
  append(font, 0x00010000, 4);
  for (const auto value : {count, power * 16, exponent, (count - power) * 16}) append(font, value, 2);
  std::size_t checksumPlace = 0;
  for (const auto& [tag, content] : tables) {
    const auto place = kDirectory + kEntry * count + contents.size();
    if (tag == "head") checksumPlace = place + kHeadChecksum;
    auto padded = content;
    pad(padded);
    font += tag;
    append(font, checksum(padded), 4);
    append(font, static_cast<std::uint32_t>(place), 4);
    append(font, static_cast<std::uint32_t>(content.size()), 4);
    contents += padded;
  }
  font += contents;
  put(font, checksumPlace, 0xB1B0AFBA - checksum(font), 4);
  return font;
}

}  // namespace

std::string withoutHinting(std::string_view font) {
  try {
    auto tables = tablesOf(font);
    rewriteGlyphs(tables);
    // Programs for all glyphs, what they measured for sizes of the screen, and the signature over it all.
    for (const char* tag : {"cvt ", "fpgm", "prep", "gasp", "hdmx", "LTSH", "VDMX", "DSIG"}) tables.erase(tag);
    return fontOf(std::move(tables));
  } catch (const Unknown&) {
    return std::string(font);
  } catch (const std::out_of_range&) {  // without a table that every TrueType font has
    return std::string(font);
  }
}

}  // namespace balalyk
