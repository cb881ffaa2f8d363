#include "jobs/text/WriteFile.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "pipeline/Error.h"

namespace balalyk {

void writeWholeFile(const std::filesystem::path& file, std::string_view content, FileMode mode) {
  // With its own number, so that two programs that write the same file do not meet.
  const std::string beside = file.string() + "." + std::to_string(::getpid()) + ".part";
  const auto refuse = [&] {
    const int why = errno;
    std::remove(beside.c_str());
    throw Error("fileUnwritable", {{"file", file.string()}, {"detail", std::strerror(why)}});
  };
  std::FILE* stream = std::fopen(beside.c_str(), "wbxe");
  if (!stream) refuse();
  const bool guarded = mode == FileMode::usual || ::fchmod(::fileno(stream), 0600) == 0;
  const bool written = guarded && std::fwrite(content.data(), 1, content.size(), stream) == content.size() &&
                       std::fflush(stream) == 0 && ::fsync(::fileno(stream)) == 0;
  const int why = errno;
  if (std::fclose(stream) != 0 || !written) {
    if (!written) errno = why;
    refuse();
  }
  if (std::rename(beside.c_str(), file.c_str()) != 0) refuse();
}

}  // namespace balalyk
