#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/Error.h"
#include "pipeline/document/FieldValues.h"

namespace balalyk {

struct PdfCheck {
  std::vector<Problem> problems;  // none: fine
  int pages = 0;
};

// What a PDF made from a template must hold.
struct PdfExpectation {
  const FieldValues& values;
  std::set<std::string> shownFields;                          // fields that the template shows for these values
  std::map<std::string, std::set<std::string>> shownColumns;  // list -> columns that it shows
  std::set<std::string> fonts;                                // PostScript names; no other font may be used
};

// Whether every value that the template shows is in the text of the PDF, and every font is allowed and embedded:
// valueMissingInPdf{field}, fontForeignInPdf{font}, fontNotEmbedded{font}, pdfUnreadable. Has no limits: a hostile PDF
// may keep it busy for ever.
PdfCheck checkFilledPdf(std::string_view file, const PdfExpectation& expected);

// Whether an uploaded file is a PDF that can be signed and kept: uploadNotPdf, uploadDamaged, uploadEncrypted,
// uploadActive{what} (scripts, launch actions, embedded files). Reads hostile input: in a process of its own with
// limits of memory and time, beyond which the file counts as damaged.
PdfCheck checkUploadedPdf(std::string_view file);

}  // namespace balalyk
