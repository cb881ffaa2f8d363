#include "connectors/office/UnhintedFont.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "connectors/office/Files.h"
#include "connectors/office/FontSet.h"
#include "pipeline/template/TemplateContract.h"

using namespace balalyk;

namespace {

std::uint32_t number(const std::string& bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (const char c : bytes.substr(at, size)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::map<std::string, std::string> tablesOf(const std::string& font) {
  std::map<std::string, std::string> tables;
  for (std::size_t i = 0; i < number(font, 4, 2); ++i) {
    const auto entry = font.substr(12 + 16 * i, 16);
    tables[entry.substr(0, 4)] = font.substr(number(entry, 8, 4), number(entry, 12, 4));
  }
  return tables;
}

// Every whole font of these adds up to this (ISO/IEC 14496-22, head.checksumAdjustment).
std::uint32_t sumOf(std::string font) {
  font.resize((font.size() + 3) / 4 * 4, '\0');
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < font.size(); at += 4) sum += number(font, at, 4);
  return sum;
}

struct Fonts {
  std::vector<std::string> all;
  Fonts() {
    const FontSet fonts(TemplateContract::load(TEST_CONTRACT).fonts());
    for (const auto& file : fonts.files()) all.push_back(readFile(file));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(UnhintedFont, Fonts)

BOOST_AUTO_TEST_CASE(what_places_and_names_characters_stays_as_it_is) {
  BOOST_REQUIRE(!all.empty());
  for (const auto& font : all) {
    const auto before = tablesOf(font), after = tablesOf(withoutHinting(font));
    for (const char* tag : {"cmap", "hmtx", "hhea", "GPOS", "GSUB", "OS/2", "name", "post", "kern", "maxp"})
      BOOST_TEST((after.at(tag) == before.at(tag)), tag);
    for (const char* tag : {"fpgm", "prep", "cvt ", "hdmx", "DSIG"}) BOOST_TEST(!after.contains(tag), tag);
  }
}

BOOST_AUTO_TEST_CASE(less_than_half_of_the_outlines_is_left_and_the_font_is_whole) {
  for (const auto& font : all) {
    const auto result = withoutHinting(font);
    BOOST_TEST(2 * tablesOf(result).at("glyf").size() < tablesOf(font).at("glyf").size());
    BOOST_TEST(sumOf(result) == 0xB1B0AFBA);
  }
}

BOOST_AUTO_TEST_CASE(every_outline_keeps_its_frame_and_its_points) {
  for (const auto& font : all) {
    const auto outlines = [](const std::string& bytes) {
      const auto tables = tablesOf(bytes);
      const bool wide = number(tables.at("head"), 50, 2) != 0;
      const auto place = [&](std::size_t i) {
        return wide ? number(tables.at("loca"), 4 * i, 4) : 2 * number(tables.at("loca"), 2 * i, 2);
      };
      std::vector<std::pair<std::string, std::string>> all;  // the header with the ends of contours, the points
      for (std::size_t i = 0; i < number(tables.at("maxp"), 4, 2); ++i) {
        const auto glyph = tables.at("glyf").substr(place(i), place(i + 1) - place(i));
        if (glyph.empty() || number(glyph, 0, 2) >= 0x8000) continue;
        const auto end = 10 + 2 * number(glyph, 0, 2);
        auto points = glyph.substr(end + 2 + number(glyph, end, 2));
        points.resize(points.find_last_not_of('\0') + 1);  // without what fills the last word
        all.emplace_back(glyph.substr(0, end), points);
      }
      return all;
    };
    BOOST_TEST((outlines(withoutHinting(font)) == outlines(font)));
  }
}

BOOST_AUTO_TEST_CASE(twice_is_as_once) {
  for (const auto& font : all) BOOST_TEST((withoutHinting(withoutHinting(font)) == withoutHinting(font)));
}

BOOST_AUTO_TEST_CASE(what_is_no_truetype_font_or_is_cut_off_stays_as_it_is) {
  for (const std::string bytes : {"", "OTTO", "ttcf", "no font at all"}) BOOST_TEST(withoutHinting(bytes) == bytes);
  const auto& font = all.front();
  for (std::size_t size = 0; size < font.size(); size += 997) {
    const auto cut = font.substr(0, size);
    BOOST_TEST((withoutHinting(cut) == cut), size);
  }
}

BOOST_AUTO_TEST_SUITE_END()
