#pragma once

#include <string>

namespace balalyk {

// True if fontconfig knows a font of exactly this family: no substitute counts.
bool isFontInstalled(const std::string& family);

}  // namespace balalyk
