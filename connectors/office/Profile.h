#pragma once

#include <filesystem>

namespace balalyk {

// Writes a fresh profile into `folder` for the soffice in `program`: start the filler, run no macro, follow no link,
// keep no copy of a document. soffice takes it for one that it has set up itself; another it would set up first, and
// then ask to be started again. Throws Error officeMissing{file}, fileUnwritable{file}.
void writeProfile(const std::filesystem::path& folder, const std::filesystem::path& program);

}  // namespace balalyk
