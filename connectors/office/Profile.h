#pragma once

#include <filesystem>

namespace balalyk {

// Writes the settings of a fresh soffice profile into `folder`: start the filler, run no macro, follow no link, keep
// no copy of a document. Throws Error fileUnwritable{file}.
void writeProfile(const std::filesystem::path& folder);

}  // namespace balalyk
