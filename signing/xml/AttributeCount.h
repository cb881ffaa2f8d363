#pragma once

#include <string_view>

namespace balalyk::signing::xml {

// libxml2 compares each attribute of an element with all before it. So more than a thousand are not read,
// and those that are cost what it takes (Effort.h). The bytes are in an encoding in which brackets and quotes are
// ASCII.
bool hasTooManyAttributes(std::string_view bytes);

}  // namespace balalyk::signing::xml
