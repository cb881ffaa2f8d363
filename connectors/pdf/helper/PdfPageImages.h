#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/ports/PdfService.h"

namespace balalyk {

// Pictures of the pages as PNG, in their order: at most PageImages::most, and none that is larger than a screen can
// want. Empty when the PDF cannot be read or a page cannot be drawn. Has no limit of time.
std::vector<std::string> drawPages(std::string_view pdf, const PageImages& wanted);

}  // namespace balalyk
