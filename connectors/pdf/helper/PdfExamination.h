#pragma once

#include <string_view>

#include "pipeline/ports/PdfService.h"

namespace balalyk {

// What a PDF from outside is, beyond its pages: uploadNotPdf, uploadDamaged, uploadEncrypted (opens with a password or
// a key only), uploadRestricted (opens without one), uploadActive{what: script, launch, attachment, media, change}; at
// most one.
PdfFinding examineUploadedPdf(std::string_view file);

// Whether a PDF that we made does what no document may: pdfActive{what}, pdfUnreadable. Nothing of its pages.
PdfFinding examineMadePdf(std::string_view file);

}  // namespace balalyk
