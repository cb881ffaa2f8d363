#pragma once

#include <string_view>

namespace balalyk {

// Whether a file is plainly a PDF in which nothing can be active. Plainly: all its bytes are a header, objects that are
// whole, one table with the place of each and of nothing else, and a trailer; no objects packed in streams. In such a
// file every name that any reader may find is in these bytes, and none of them is one that something active needs.
// False says nothing: the file may be harmless and laid out otherwise.
bool isPlainlyPassive(std::string_view pdf);

}  // namespace balalyk
