#pragma once

#include <string>

#include "connectors/templates/Styles.h"

namespace balalyk {

// Why a code in that frame cannot be scanned from paper: size, opacity, inversion, colourMode, colours, crop, mirror.
// Empty: it can.
std::string faultOfCode(const xmlNode* frame, const Styles& styles);

}  // namespace balalyk
