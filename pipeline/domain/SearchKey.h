#pragma once

#include <string>
#include <string_view>
#include <vector>

// How names are searched: what people type without a Kyrgyz keyboard finds what was written with one.
namespace balalyk {

// Words of lower-case letters and digits with one space between; ң→н, ө→о, ү→у, ё→е. «Үсөн-уулу» → "усон уулу".
std::string searchKey(std::string_view text);
std::vector<std::string> searchWords(std::string_view text);

}  // namespace balalyk
