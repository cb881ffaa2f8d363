#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace balalyk {

inline constexpr std::size_t kShortestPassword = 12;  // characters
inline constexpr std::size_t kLongestPassword = 256;  // bytes

// Whether a guesser tries it early: digits alone, few different characters, runs of the alphabet or the keyboard (Latin
// and Cyrillic), one piece repeated, or common words and the owner's own with little else, also where digits and signs
// replace letters («P@ssw0rd»). `own`: the login, a name.
bool isCommonPassword(std::string_view password, const std::vector<std::string>& own);

}  // namespace balalyk
