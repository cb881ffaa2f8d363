#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace balalyk {

// How many columns a terminal gives to UTF-8 text, and text cut or filled up to a number of columns.
std::size_t columnsOf(std::string_view text);
std::string cutTo(std::string_view text, std::size_t columns);  // what is too long ends with «…»
std::string padTo(std::string_view text, std::size_t columns);

// Control characters, and marks that turn the direction of writing, become «·»: a name cannot move the cursor.
std::string printable(std::string_view text);

}  // namespace balalyk
