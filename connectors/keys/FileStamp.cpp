#include "connectors/keys/FileStamp.h"

#include <sys/stat.h>

namespace balalyk {

FileStamp stampOf(const std::filesystem::path& file) {
  struct stat status {};
  if (file.empty() || ::stat(file.c_str(), &status) != 0) return {};
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
          status.st_ctim.tv_sec * kNanoseconds + status.st_ctim.tv_nsec};
}

std::vector<FileStamp> stampsOf(const std::vector<std::filesystem::path>& files) {
  std::vector<FileStamp> stamps;
  for (const auto& file : files) stamps.push_back(stampOf(file));
  return stamps;
}

}  // namespace balalyk
