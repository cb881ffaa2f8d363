#pragma once

#include <map>
#include <string>
#include <string_view>

#include "pipeline/ports/PdfService.h"

namespace balalyk {

// What a PDF from outside is, beyond its pages: uploadNotPdf, uploadDamaged, uploadEncrypted (opens with a password or
// a key only), uploadRestricted (opens without one), uploadActive{what: script, launch, attachment, media, change}; at
// most one.
PdfFinding examineUploadedPdf(std::string_view file);

// Whether a PDF that we made does what no document may, and has the QR codes (image -> the text that it must hold):
// pdfActive{what}, pdfUnreadable, codeMissingInPdf{image}. Nothing of its pages.
PdfFinding examineMadePdf(std::string_view file, const std::map<std::string, std::string>& codes = {});

}  // namespace balalyk
