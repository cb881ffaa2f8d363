#pragma once

#include <span>
#include <string>
#include <string_view>

#include "pipeline/document/Document.h"

namespace balalyk {

// One of the templates that a document is made of. Each gives one PDF in each language of the commission.
struct TemplateKind {
  std::string_view name;     // of its file and in the contract: "applicant-notice"
  std::string_view stem;     // of the PDF's name in the container: "notice", for "notice-ky.pdf"
  bool toApplicant = false;  // a notice: what the applicant is given, with nobody else's data
};

// The templates of a kind of document, in the order of the PDFs in the container; the first is the document itself, the
// others are made beside it. None: a protocol that was uploaded.
std::span<const TemplateKind> templateKindsOf(Kind kind);

// "notice-ky.pdf": of a document's template in a language.
std::string pdfName(const TemplateKind& kind, std::string_view language);

// Whether a document's file is what the applicant is given.
bool isNotice(Kind kind, const StoredFile& file);

}  // namespace balalyk
