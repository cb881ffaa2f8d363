#pragma once

#include <string>
#include <string_view>

namespace balalyk {

// A QR code (error correction M, quiet zone of 4 modules) as a PNG of 1-bit grey, 8 pixels a module. Equal texts give
// equal bytes. Throws Error qrImpossible{detail}: the text is too long.
std::string qrPng(std::string_view text);

}  // namespace balalyk
