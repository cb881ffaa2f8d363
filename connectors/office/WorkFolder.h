#pragma once

#include <filesystem>

namespace balalyk {

// A new folder of one pool alone, locked, and removed at the end. What a killed program left behind is removed by the
// next one: nobody holds its lock any more.
class WorkFolder {
 public:
  // In `base`. Throws Error fileUnwritable{file, detail}.
  explicit WorkFolder(const std::filesystem::path& base);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // Makes it again when somebody removed it. Throws Error fileUnwritable{file, detail},
  // std::filesystem::filesystem_error.
  void restore();

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace balalyk
