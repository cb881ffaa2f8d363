#pragma once

#include <string_view>

#include "pipeline/document/PdfCheck.h"

namespace balalyk::checker {

// What a checker answers. Throws filler::Malformed for all that checkFilledPdf cannot find: a PDF may have taken the
// checker over.
PdfCheck decodeFinding(std::string_view body, const PdfExpectation& expected);

}  // namespace balalyk::checker
