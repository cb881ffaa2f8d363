#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace balalyk {

// What shows that a file is not the one it was: all zero where there is none.
struct FileStamp {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t changedAt = 0;  // nanoseconds; of the inode, so that no copy with its times goes unnoticed
  bool operator==(const FileStamp&) const = default;
};

FileStamp stampOf(const std::filesystem::path& file);
std::vector<FileStamp> stampsOf(const std::vector<std::filesystem::path>& files);

}  // namespace balalyk
