#pragma once

#include <string_view>

namespace balalyk {

// What may go into a header and a command line: the ASCII dot-atoms of RFC 5321 with a host of letters, digits and
// hyphens, at most 254 bytes. Quoted local parts, comments and Unicode addresses are valid too, and refused: nobody's
// mail needs them, and every one of them has been used to smuggle headers.
bool isMailAddress(std::string_view text);

}  // namespace balalyk
