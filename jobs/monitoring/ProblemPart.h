#pragma once

#include <string_view>

namespace balalyk {

// Which part of the system a problem's code speaks of, so that an alarm needs no list of codes: "key", "timeStamp",
// "revocation", "judge", "evidence", "database", "store", "office", "authorisation", or "document" for all others.
const char* partOf(std::string_view code);

}  // namespace balalyk
