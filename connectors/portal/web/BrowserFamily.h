#pragma once

#include <string>
#include <string_view>

namespace balalyk::web {

// "Firefox", "Chrome" …: what the owner of a session knows a browser by; nothing else of the field is kept. Empty:
// another.
std::string browserFamily(std::string_view userAgent);

}  // namespace balalyk::web
