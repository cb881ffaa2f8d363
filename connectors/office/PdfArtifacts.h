#pragma once

#include <string>
#include <string_view>

#include "connectors/office/PdfTable.h"

namespace balalyk {

// PDF/UA-1 (ISO 14289-1, 7.1) wants all content tagged or marked as artifact; soffice draws the lines of borders
// outside of any marked content. Marks as artifacts what each page draws there: lines, areas and shadings, which say
// nothing. Text and images it leaves, as they would be lost to a reader who cannot see: they are for the template to
// tag, and for veraPDF to find. Throws StageError (retry) officeFailed when a page is not as soffice writes it.
void markArtifacts(PdfTable& table);

// The same for one content stream; equal to `content` when there is nothing to mark.
std::string withArtifacts(std::string_view content);

}  // namespace balalyk
