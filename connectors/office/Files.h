#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace balalyk {

// Small file helpers of the office connector. Throw Error fileUnreadable{file} and fileUnwritable{file}.
std::string readFile(const std::filesystem::path& file);
void writeFile(const std::filesystem::path& file, std::string_view content);
// SHA-256 as lower-case hex.
std::string sha256(std::string_view data);

}  // namespace balalyk
