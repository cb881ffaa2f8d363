#pragma once

#include <string_view>

namespace balalyk {

// The text of connectors/texts/messages/<language>.properties, put into the program by the build; empty for another
// language.
std::string_view embeddedCatalogue(std::string_view language);

}  // namespace balalyk
