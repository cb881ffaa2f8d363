#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace balalyk::signing {

std::string toBase64(std::string_view bytes);  // without line breaks

// White space is allowed between characters, as XML Schema's base64Binary has it; nothing else is.
std::optional<std::string> fromBase64(std::string_view text);

}  // namespace balalyk::signing
