#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace balalyk {

// A telephone number of the country, in digits with the country's code: "996555123456". Blanks, brackets, hyphens, a
// plus sign and a leading 0 in place of the code are understood. nullopt: none.
std::optional<std::string> phoneFrom(std::string_view text);

// Whether mail can be sent there: one @, a name before it and a host with a dot behind it, ASCII, at most 254.
bool isEmail(std::string_view text);

}  // namespace balalyk
