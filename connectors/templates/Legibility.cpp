#include "connectors/templates/Legibility.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "connectors/templates/Measures.h"

namespace balalyk {
namespace {

constexpr double kUsualSize = 12, kLeastSize = 5;                              // points
constexpr double kLeastScale = 50, kLeastOpacity = 50, kLeastLineHeight = 50;  // percent
constexpr double kLeastContrast = 2;    // of 21: that of a light grey on white is less
constexpr double kMostCondensed = 0.3;  // of the size, taken from each letter's width: they lie on each other

constexpr std::string_view kText = "style:text-properties", kParagraph = "style:paragraph-properties";

const xmlNode* parentOf(const xmlNode* element) {
  const xmlNode* const parent = element->parent;
  return parent && parent->type == XML_ELEMENT_NODE ? parent : nullptr;
}

bool isParagraph(std::string_view name) {
  return name == "text:p" || name == "text:h";
}

// Where an element's style has its background.
struct Ground {
  std::string_view element, family, properties, style;
};
constexpr Ground kGrounds[] = {{"text:span", "text", kText, "text:style-name"},
                               {"text:p", "paragraph", kText, "text:style-name"},
                               {"text:h", "paragraph", kText, "text:style-name"},
                               {"text:p", "paragraph", kParagraph, "text:style-name"},
                               {"text:h", "paragraph", kParagraph, "text:style-name"},
                               {"text:section", "section", "style:section-properties", "text:style-name"},
                               {"table:table-cell", "table-cell", "style:table-cell-properties", "table:style-name"},
                               {"table:table-row", "table-row", "style:table-row-properties", "table:style-name"},
                               {"table:table", "table", "style:table-properties", "table:style-name"},
                               {"draw:frame", "graphic", "style:graphic-properties", "draw:style-name"}};

// As the Web Content Accessibility Guidelines reckon it, 0 to 1. None: it is not "#rrggbb".
std::optional<double> luminanceOf(std::string_view colour) {
  if (colour.size() != 7 || colour[0] != '#') return std::nullopt;
  constexpr double kShares[] = {0.2126, 0.7152, 0.0722};
  double luminance = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    int part = 0;
    const char* const digits = colour.data() + 1 + 2 * i;
    if (std::from_chars(digits, digits + 2, part, 16).ptr != digits + 2) return std::nullopt;
    const double share = part / 255.0;
    luminance += kShares[i] * (share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4));
  }
  return luminance;
}

}  // namespace

// From the innermost text around the element outwards.
std::string Legibility::ofText(const xmlNode* element, const Styles::Property& property) const {
  for (; element; element = parentOf(element)) {
    const auto name = odfName(element);
    if (name != "text:span" && !isParagraph(name)) continue;
    const auto& value = styles_.valueOf(property, element->doc, isParagraph(name) ? "paragraph" : "text",
                                        odfAttribute(element, "text:style-name"));
    if (!value.empty() || isParagraph(name)) return value;
  }
  return {};
}

// Superscripts and what is a share of the size around it included.
double Legibility::sizeOf(const xmlNode* element) const {
  double share = 1;
  for (; element; element = parentOf(element)) {
    const auto name = odfName(element);
    if (name != "text:span" && !isParagraph(name)) continue;
    const char* const family = isParagraph(name) ? "paragraph" : "text";
    const auto style = odfAttribute(element, "text:style-name");
    const auto& position = styles_.valueOf({kText, "style:text-position"}, element->doc, family, style);
    if (const auto space = position.find(' '); space != position.npos)
      share *= percentOf(position.substr(space + 1)) / 100;
    const auto& size = styles_.valueOf({kText, "fo:font-size"}, element->doc, family, style);
    if (const auto points = lengthOf(size)) return *points * share;
    share *= percentOf(size) / 100;
    if (isParagraph(name)) break;
  }
  return kUsualSize * share;
}

std::string Legibility::backgroundOf(const xmlNode* element) const {
  for (; element; element = parentOf(element)) {
    const auto name = odfName(element);
    for (const auto& ground : kGrounds) {
      if (ground.element != name) continue;
      const auto& colour = styles_.valueOf({ground.properties, "fo:background-color"}, element->doc, ground.family,
                                           odfAttribute(element, ground.style));
      if (luminanceOf(colour)) return colour;
    }
  }
  return "#ffffff";
}

// LibreOffice chooses a letter's colour by its background where none is set.
bool Legibility::isFaint(const xmlNode* element) const {
  const auto letters = luminanceOf(ofText(element, {kText, "fo:color", "style:use-window-font-color"}));
  if (!letters) return false;
  const auto [dark, light] = std::minmax(*letters, *luminanceOf(backgroundOf(element)));
  return (light + 0.05) / (dark + 0.05) < kLeastContrast;
}

// Of the letters whose colour is set: beside a colour that it chooses itself, as in every default style, LibreOffice
// writes an opacity of 0 %.
bool Legibility::isTransparent(const xmlNode* element) const {
  const Styles::Property colour{kText, "fo:color", "style:use-window-font-color"}, opacity{kText, "loext:opacity"};
  for (; element; element = parentOf(element)) {
    const auto name = odfName(element);
    if (name != "text:span" && !isParagraph(name)) continue;
    const char* const family = isParagraph(name) ? "paragraph" : "text";
    const auto style = odfAttribute(element, "text:style-name");
    if (styles_.valueOf(colour, element->doc, family, style).empty()) continue;
    if (!luminanceOf(styles_.valueOf(colour, element->doc, family, style))) return false;
    const auto& value = styles_.valueOf(opacity, element->doc, family, style);
    return value != styles_.valueOf(opacity, element->doc, family, "") && percentOf(value) < kLeastOpacity;
  }
  return false;
}

bool Legibility::isLineCut(const xmlNode* element, double size) const {
  const auto height = ofText(element, {kParagraph, "fo:line-height"});
  const auto points = lengthOf(height);
  return points ? *points * 100 < size * kLeastLineHeight : percentOf(height) < kLeastLineHeight;
}

// A row of fixed height cuts off what has no room in it.
bool Legibility::isRowCut(const xmlNode* element) const {
  for (; element; element = parentOf(element)) {
    if (odfName(element) != "table:table-row") continue;
    if (!styles_
             .valueOf({"style:table-row-properties", "style:row-height"}, element->doc, "table-row",
                      odfAttribute(element, "table:style-name"))
             .empty())
      return true;
  }
  return false;
}

std::string Legibility::faultOf(const xmlNode* text) const {
  const double size = sizeOf(text);
  if (isFaint(text)) return "colour";
  if (isTransparent(text)) return "opacity";
  if (size < kLeastSize) return "size";
  if (percentOf(ofText(text, {kText, "style:text-scale"})) < kLeastScale) return "scale";
  if (lengthOf(ofText(text, {kText, "fo:letter-spacing"})).value_or(0) < -kMostCondensed * size) return "spacing";
  if (isLineCut(text, size)) return "lineHeight";
  for (const xmlNode* around = text; around; around = parentOf(around)) {
    const bool isFixed = odfName(around) == "draw:text-box" && odfAttribute(around, "fo:min-height").empty();
    if (isFixed && lengthOf(odfAttribute(around->parent, "svg:height")).value_or(size) < size) return "frameHeight";
  }
  return faultOfPicture(text);
}

std::string Legibility::faultOfPicture(const xmlNode* picture) const {
  return isRowCut(picture) ? "rowHeight" : "";
}

}  // namespace balalyk
