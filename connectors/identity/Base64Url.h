#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace balalyk {

std::string toBase64Url(std::string_view bytes);  // RFC 7515: without padding
// Only what toBase64Url() writes: no padding, no white space, no bits that are left over.
std::optional<std::string> fromBase64Url(std::string_view text);

}  // namespace balalyk
