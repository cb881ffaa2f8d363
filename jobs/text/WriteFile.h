#pragma once

#include <filesystem>
#include <string_view>

namespace balalyk {

enum class FileMode { usual, ownerOnly };  // as the umask says, or 0600

// Writes the whole file, or leaves what was there: through a file beside it, which then takes its name. Throws Error
// fileUnwritable{file, detail}.
void writeWholeFile(const std::filesystem::path& file, std::string_view content, FileMode mode = FileMode::usual);

}  // namespace balalyk
