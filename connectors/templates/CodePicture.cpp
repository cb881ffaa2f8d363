#include "connectors/templates/CodePicture.h"

#include <algorithm>
#include <string_view>

#include "connectors/templates/Measures.h"

namespace balalyk {
namespace {

constexpr double kLeastSide = 15 * 72 / 25.4;  // points: 15 mm, half a millimetre for each square of the code
constexpr double kMostStretched = 1.1;

// What LibreOffice changes of a picture, and the values that leave it as it is.
struct Setting {
  std::string_view property, unchanged, fault;
};
constexpr Setting kSettings[] = {{"draw:image-opacity", "100%", "opacity"},
                                 {"draw:color-inversion", "false", "inversion"},
                                 {"draw:color-mode", "standard", "colourMode"},
                                 {"draw:luminance", "0%", "colours"},
                                 {"draw:contrast", "0%", "colours"},
                                 {"draw:red", "0%", "colours"},
                                 {"draw:green", "0%", "colours"},
                                 {"draw:blue", "0%", "colours"},
                                 {"draw:gamma", "100%", "colours"},
                                 {"style:mirror", "none", "mirror"}};

bool isSquare(const xmlNode* frame) {
  const auto width = lengthOf(odfAttribute(frame, "svg:width")), height = lengthOf(odfAttribute(frame, "svg:height"));
  if (!width || !height) return false;
  const auto [shorter, longer] = std::minmax(*width, *height);
  return shorter >= kLeastSide && longer <= shorter * kMostStretched;
}

}  // namespace

std::string faultOfCode(const xmlNode* frame, const Styles& styles) {
  if (!isSquare(frame)) return "size";
  const auto valueOf = [&](std::string_view property) {
    return styles.valueOf({"style:graphic-properties", property}, frame->doc, "graphic",
                          odfAttribute(frame, "draw:style-name"));
  };
  for (const auto& setting : kSettings) {
    const auto value = valueOf(setting.property);
    if (!value.empty() && value != setting.unchanged) return std::string(setting.fault);
  }
  return valueOf("fo:clip").find_first_of("123456789") != std::string::npos ? "crop" : "";
}

}  // namespace balalyk
