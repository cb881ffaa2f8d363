#pragma once

#include <optional>
#include <string>

namespace balalyk {

// A length of ODF ("0.35in", "9pt", "22mm") in points. None: it is no length.
std::optional<double> lengthOf(const std::string& text);
// "45%": 45. What is no percentage is 100, as nothing said is.
double percentOf(const std::string& text);

}  // namespace balalyk
