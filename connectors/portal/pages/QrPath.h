#pragma once

#include <string>
#include <string_view>

namespace balalyk {

// A QR code (error correction M, quiet zone of 4 modules) as an SVG path, one unit a module: the picture is part of its
// page, and nothing that it says is in an address. Throws Error qrImpossible{detail}: the text is too long.
struct QrPath {
  int side = 0;      // with the quiet zone
  std::string path;  // of the dark modules
};
QrPath qrPath(std::string_view text);

}  // namespace balalyk
