#include "connectors/portal/web/Upload.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "connectors/portal/web/HttpError.h"

namespace balalyk::web {
namespace {

constexpr std::string_view kPrefix = "upload-";
constexpr auto kOld = std::chrono::hours(1);  // of a process that was killed: no request lasts so long

// The disk is full, most often: it passes, and nothing of the form is lost.
[[noreturn]] void refuseUpload() {
  throw HttpError(503, {"uploadNotKept", {}});
}

FileDescriptor openFresh(std::string& pattern) {
  FileDescriptor file(::mkostemp(pattern.data(), O_CLOEXEC));
  if (!file) refuseUpload();
  return file;
}

std::string patternIn(const std::filesystem::path& folder) {
  return (folder / (std::string(kPrefix) + "XXXXXX")).string();
}

}  // namespace

Upload::Upload(const std::filesystem::path& folder, std::string field, std::string name)
    : field_(std::move(field)), name_(std::move(name)), descriptor_([&] {
        auto pattern = patternIn(folder);
        auto file = openFresh(pattern);
        file_ = pattern;
        return file;
      }()) {}

Upload::~Upload() {
  ::unlink(file_.c_str());
}

void Upload::append(std::string_view bytes) {
  sha256_.update(bytes);
  size_ += bytes.size();
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) refuseUpload();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Upload::finish() {
  digest_ = signing::toHex(sha256_.finish());
  if (descriptor_.close() != 0) refuseUpload();
}

void prepareUploadFolder(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  struct stat status {};
  const bool usable = ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
                      status.st_uid == ::geteuid() && ::chmod(folder.c_str(), 0700) == 0 &&
                      ::access(folder.c_str(), W_OK) == 0;
  if (!usable) throw Error("uploadFolderUnusable", {{"folder", folder.string()}});
  const auto old = std::filesystem::file_time_type::clock::now() - kOld;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed))
    if (entry.path().filename().string().starts_with(kPrefix) && entry.last_write_time(failed) < old)
      std::filesystem::remove(entry.path(), failed);
}

}  // namespace balalyk::web
