#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace balalyk {

// Replaces what soffice takes from the clock: the dates in the information dictionary, the XMP packet and the
// colour profile become `created`, the file identifiers a digest of the rest and of `document`, whose identifier it is:
// equal input gives equal bytes, and no two documents have the same.
// Describes the PDF/UA identifier in the metadata as PDF/A asks for and undoes there what is escaped twice, marks as
// artifacts what is drawn outside of marked content, as PDF/UA asks for, and gives figures their pictures. Throws
// StageError (retry) officeFailed when the PDF does not look as soffice writes it.
std::string stampPdf(std::string pdf, std::chrono::sys_seconds created, std::string_view document = {});

}  // namespace balalyk
