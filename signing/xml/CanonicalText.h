#pragma once

#include <string>
#include <string_view>

namespace balalyk::signing {

// Text as canonical XML writes it (W3C Canonical XML 1.0, 2.3): what is built with these needs no second canonical
// form.
void appendText(std::string& xml, std::string_view text);
void appendAttributeValue(std::string& xml, std::string_view value);

// Whether XML 1.0 can carry this text at all: UTF-8 without control characters (section 2.2).
bool isXmlText(std::string_view text);

}  // namespace balalyk::signing
