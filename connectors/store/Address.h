#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace balalyk {

// Where the content with address "abcdef…" is kept, below a folder or a prefix: "ab/cd/ef…". The same in every store,
// so that one can be copied to another with any tool. Throws Error storeUnreadable when it is not an address.
std::string placeOf(std::string_view digest);

// The address whose place this is; nullopt for anything else.
std::optional<std::string> digestAt(std::string_view place);

}  // namespace balalyk
