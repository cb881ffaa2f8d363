#include "connectors/files/PrivateFile.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <vector>

namespace balalyk {

namespace {

PrivateFile::State stateOf(const FileDescriptor& file) {
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) return PrivateFile::State::missing;
  // A pipe or a terminal shows nobody what went through it.
  if (S_ISREG(status.st_mode) && (status.st_mode & S_IROTH) != 0) return PrivateFile::State::exposed;
  return PrivateFile::State::readable;
}

}  // namespace

PrivateFile::PrivateFile(const std::filesystem::path& path)
    : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), state_(stateOf(file_)) {}

signing::Secret PrivateFile::read(std::size_t most) const {
  std::vector<char> buffer(most);  // wiped by takeFrom(); never grows, so that no copy stays behind
  std::size_t size = 0;
  while (size < most) {
    const auto got = ::read(file_.get(), buffer.data() + size, most - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  return signing::Secret::takeFrom(buffer.data(), size);
}

}  // namespace balalyk
