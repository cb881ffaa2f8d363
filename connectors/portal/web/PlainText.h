#pragma once

#include <string>
#include <string_view>

namespace balalyk::web {

// UTF-8 (RFC 3629) without controls; tabs and line ends are allowed.
bool isPlainText(std::string_view text);

// Percent-decoded (RFC 3986); with `plus` a "+" is a space, as forms have it. Throws HttpError 400 for a "%" that two
// hexadecimal digits do not follow, and for what is not plain text.
std::string percentDecoded(std::string_view text, bool plus);

// Percent-encoded (RFC 3986) as the value of a query; "/" stays.
std::string queryValue(std::string_view text);

}  // namespace balalyk::web
