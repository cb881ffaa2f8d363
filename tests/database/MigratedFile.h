#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "connectors/database/Database.h"

namespace balalyk::tests {

// Puts an empty, migrated SQLite database there and returns its connection. The migrations run once in a program, the
// rest are copies: they would take most of the time of a short test.
inline std::string migratedFile(const std::filesystem::path& file) {
  struct Original {
    Original() { migrate("sqlite:" + (folder / "portal.db").string()); }
    ~Original() {
      std::error_code ignored;
      std::filesystem::remove_all(folder, ignored);
    }
    std::string pattern = (std::filesystem::temp_directory_path() / "balalyk-original-XXXXXX").string();
    const std::filesystem::path folder = mkdtemp(pattern.data());
  };
  static const Original original;
  std::filesystem::copy_file(original.folder / "portal.db", file);
  return "sqlite:" + file.string();
}

}  // namespace balalyk::tests
