#pragma once

#include <string_view>

#include "connectors/pdf/helper/Protocol.h"

namespace balalyk::pdfhelper {

// What the helper answers. Both throw Malformed for all that the task cannot end in: a PDF may have taken the helper
// over.
Answer decodeFinished(std::string_view body, const PdfExpectation& expected);
PdfFinding decodeExamined(std::string_view body);

}  // namespace balalyk::pdfhelper
