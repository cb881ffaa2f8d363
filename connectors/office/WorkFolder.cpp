#include "connectors/office/WorkFolder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "connectors/office/Files.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPrefix = "balalyk-office-";
constexpr int kAttempts = 10;

// The folder itself is the lock: so there is one as long as there is a folder, whatever of it has been removed already.
// Cleaners of temporary files leave a locked folder alone, too.
int lockFolder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  if (fd >= 0) ::close(fd);
  return -1;
}

bool isAt(const fs::path& folder, int lock) {
  struct stat held = {};
  struct stat there = {};
  return ::fstat(lock, &held) == 0 && ::stat(folder.c_str(), &there) == 0 && held.st_ino == there.st_ino &&
         held.st_dev == there.st_dev;
}

void removeAbandoned(const fs::path& base) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(base, error)) {
    if (entry.path().filename().string().rfind(kPrefix, 0) != 0) continue;
    const int lock = lockFolder(entry.path());  // another user's cannot be opened, a living one's not locked
    if (lock < 0) continue;
    removeTree(entry.path());
    ::close(lock);
  }
}

}  // namespace

WorkFolder::WorkFolder(const fs::path& base) {
  removeAbandoned(base);
  std::string name;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    name = base / (std::string(kPrefix) + "XXXXXX");
    if (::mkdtemp(name.data()) == nullptr) break;
    lock_ = lockFolder(name);
    if (lock_ >= 0 && isAt(name, lock_)) {
      path_ = name;
      return;
    }
    // Another program that starts has taken it for abandoned before it was locked.
    if (lock_ >= 0) ::close(lock_);
    ::rmdir(name.c_str());
  }
  throw Error("fileUnwritable", {{"file", name}, {"detail", std::generic_category().message(errno)}});
}

WorkFolder::~WorkFolder() {
  removeTree(path_);
  if (lock_ >= 0) ::close(lock_);
}

void WorkFolder::restore() {
  fs::create_directories(path_);
  if (isAt(path_, lock_)) return;
  if (lock_ >= 0) ::close(lock_);
  lock_ = lockFolder(path_);
  if (lock_ < 0) throw Error("fileUnwritable", {{"file", path_.string()}, {"detail", "locked"}});
}

}  // namespace balalyk
