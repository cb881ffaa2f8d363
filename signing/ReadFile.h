#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace balalyk::signing {

// The whole file; nullopt when it cannot be read (errno says why).
std::optional<std::string> readWholeFile(const std::filesystem::path& file);

// The same of what comes from standard input.
std::optional<std::string> readStandardInput();

}  // namespace balalyk::signing
