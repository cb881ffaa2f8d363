#include "connectors/office/Files.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include "pipeline/Error.h"
#include "signing/ReadFile.h"

namespace balalyk {

std::string readFile(const std::filesystem::path& file) {
  auto content = signing::readWholeFile(file);
  if (!content) throw Error("fileUnreadable", {{"file", file.string()}});
  return *std::move(content);
}

void writeFile(const std::filesystem::path& file, std::string_view content) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) throw Error("fileUnwritable", {{"file", file.string()}, {"detail", std::strerror(errno)}});
}

void removeTree(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  if (folder.empty()) return;
  // Each folder found in it is moved beside it first: fs::remove_all holds a descriptor for each level, and there may
  // be more levels than the program may have descriptors.
  std::error_code error;
  std::vector<fs::path> folders{folder};
  for (std::size_t moved = 0; !folders.empty();) {
    const auto one = std::move(folders.back());
    folders.pop_back();
    fs::permissions(one, fs::perms::owner_all, error);
    error.clear();
    for (fs::directory_iterator entry(one, error), end; !error && entry != end; entry.increment(error)) {
      std::error_code failed;
      if (!fs::is_directory(entry->symlink_status(failed))) {
        fs::remove(entry->path(), failed);
        continue;
      }
      fs::permissions(entry->path(), fs::perms::owner_all, failed);  // to move it, it must be writable
      fs::path there = folder.string() + ".removed-" + std::to_string(moved++);
      fs::rename(entry->path(), there, failed);
      if (!failed) folders.push_back(std::move(there));
    }
    fs::remove(one, error);
  }
}

}  // namespace balalyk
