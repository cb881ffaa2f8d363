#pragma once

#include <string>
#include <string_view>

#include "connectors/pdf/finishing/PdfPictures.h"

namespace balalyk {

// PDF/UA-1 (ISO 14289-1, 7.1) wants all content tagged or marked as artifact; soffice draws the lines of borders
// outside of any marked content. Marks as artifacts what a page's content stream draws there: lines, areas and
// shadings, which say nothing. Text and images it leaves, as they would be lost to a reader who cannot see: they are
// for the template to tag, and for veraPDF to find. Equal to `content` when there is nothing to mark. Reports
// `pictures` of each operator, and its place in the result. Throws StageError (retry) officeFailed when the content is
// not as soffice writes it.
std::string withArtifacts(std::string_view content, PdfPictures* pictures = nullptr);

}  // namespace balalyk
