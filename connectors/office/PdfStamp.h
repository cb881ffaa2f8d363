#pragma once

#include <chrono>
#include <string>

namespace balalyk {

// Replaces what soffice takes from the clock: the dates in the information dictionary and in the XMP packet become
// `created`, the file identifiers a digest of the rest, so that equal input gives equal bytes. Changes no length.
// Throws StageError (retry) officeFailed when the PDF does not look as soffice writes it.
std::string stampPdf(std::string pdf, std::chrono::sys_seconds created);

}  // namespace balalyk
