#pragma once

#include <string_view>
#include <vector>

#include "connectors/pdf/helper/PdfActive.h"

class QPDF;

namespace balalyk {

// For readers that do not trust a file's table of objects, and look for objects themselves. Both throw what qpdf
// throws.

// What is active for who makes a new table of the whole file. `intact`: the file as its own table says.
Active activeRebuilt(std::string_view file, QPDF& intact);

// Of all objects: throws std::runtime_error when a stream or a text may begin one.
void requireNothingHidden(const std::vector<QPDFObjectHandle>& objects);

}  // namespace balalyk
