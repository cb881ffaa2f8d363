#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace balalyk {

// Small file helpers of the office connector. Throw Error fileUnreadable{file} and fileUnwritable{file}.
std::string readFile(const std::filesystem::path& file);
void writeFile(const std::filesystem::path& file, std::string_view content);
// Removes a folder in which others could do as they liked: what cannot be removed stays.
void removeTree(const std::filesystem::path& folder);

}  // namespace balalyk
