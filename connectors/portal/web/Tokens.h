#pragma once

#include <string>
#include <string_view>

namespace balalyk::web {

// 256 random bits as 43 letters, digits, "-" and "_". Throws Error randomUnavailable.
std::string newToken();
bool isToken(std::string_view text);  // has that form

// What a session's id is known by outside of its browser: SHA-256, hex.
std::string digestOf(std::string_view token);
// The token that the forms of a session carry: an HMAC of the session's id, so that it need not be kept.
std::string formTokenOf(std::string_view sessionId);
// Takes as long wherever they differ.
bool sameToken(std::string_view one, std::string_view other);

}  // namespace balalyk::web
