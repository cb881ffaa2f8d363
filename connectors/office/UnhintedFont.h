#pragma once

#include <string>
#include <string_view>

namespace balalyk {

// A TrueType font (ISO/IEC 14496-22) without the instructions that fit its outlines to the pixels of a screen: the same
// glyphs, widths, names and features. A PDF needs none of them, and of the fonts that the templates use they are two
// thirds. Any other font, and one that is not as the standard says, is returned as it is.
std::string withoutHinting(std::string_view font);

}  // namespace balalyk
