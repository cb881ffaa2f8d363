#pragma once

#include "connectors/pdf/finishing/PdfTable.h"

namespace balalyk {

// Corrects what soffice 7.4 leaves untagged on the pages or tags wrongly: what is an artifact (PdfArtifacts), and what
// is the content of a figure (PdfFigures). Throws StageError (retry) officeFailed when a page is not as soffice writes
// it.
void tagPages(PdfTable& table);

}  // namespace balalyk
