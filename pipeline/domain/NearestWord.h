#pragma once

#include <span>
#include <string>
#include <string_view>

namespace balalyk {

// The known word that a mistyped one most likely means: the fewest edits, case left aside; empty when all are far.
std::string nearestWord(std::string_view written, std::span<const std::string_view> known);

}  // namespace balalyk
