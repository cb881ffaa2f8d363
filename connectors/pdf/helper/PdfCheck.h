#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "pipeline/ports/PdfService.h"
#include "pipeline/template/FieldValues.h"

namespace balalyk {

// What a PDF made from a template must hold.
struct PdfExpectation {
  const FieldValues& values;
  std::set<std::string> shownFields;                          // fields that the template shows for these values
  std::map<std::string, std::set<std::string>> shownColumns;  // list -> columns that it shows
  std::set<std::string> fonts;                                // PostScript names; no other font may be used
  std::map<std::string, std::string> codes = {};              // QR code -> the text that it must hold
};

// Whether every value that the template shows is in the text of the PDF, in whatever letters (a style may capitalize
// it), and every font is allowed and embedded: valueMissingInPdf{field}, fontForeignInPdf{font}, fontNotEmbedded{font},
// pdfUnreadable. Has no limits: a hostile PDF may keep it busy for ever. The codes are looked for by examineMadePdf.
PdfFinding checkFilledPdf(std::string_view file, const PdfExpectation& expected);

}  // namespace balalyk
