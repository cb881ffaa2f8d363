#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/Error.h"

class QPDF;

namespace balalyk {

// Whether each of the QR codes (image -> the text that it must hold) is among the pictures that the pages show, with
// nothing in front of it (PdfPainting): codeMissingInPdf{image}. A picture that is hidden is not in a PDF of soffice,
// one that is cut off is there as it was cut. Has no limit of time.
void checkCodes(QPDF& pdf, const std::map<std::string, std::string>& codes, std::vector<Problem>& problems);

}  // namespace balalyk
