#pragma once

#include <vector>

#include "connectors/portal/pages/PagePictures.h"
#include "connectors/portal/web/ViewData.h"
#include "connectors/texts/Messages.h"
#include "pipeline/document/Document.h"

// What pages show of a document whose PDFs are looked at.
namespace balalyk {

// Of the address: "protocol-ky" names the PDF "protocol-ky.pdf"; nullptr: the document has none of this name.
const StoredFile* pdfNamed(const Document& document, std::string_view stem);
// Its PDFs with their page images, for {{>_files}}.
std::vector<web::ViewData> filesOf(const Document& document, PagePictures& pictures, const Messages& messages);

}  // namespace balalyk
