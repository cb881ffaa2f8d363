#pragma once

#include <string_view>

namespace balalyk {

// What an operator of a content stream means for a sequence of marked content (ISO 32000-1, 8.2 and 14.6).
enum class PdfRole {
  adjusts,     // the graphics or text state: may be in a sequence or outside
  constructs,  // a path
  abandons,    // the path, which served clipping at most
  draws,       // the path, or a shading
  speaks,      // text, images: not ours to call an artifact
  brackets,    // saves, restores, begins or ends a text object: no sequence of ours goes across
  begins,      // marked content
  ends,        // marked content
};

// Throws StageError (retry) officeFailed for what is not an operator.
PdfRole pdfRole(std::string_view name);

}  // namespace balalyk
