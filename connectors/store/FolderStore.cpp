#include "connectors/store/FolderStore.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <random>

#include "connectors/files/FileDescriptor.h"
#include "connectors/store/Address.h"
#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void failWriting(int error) {
  if (error == ENOSPC || error == EDQUOT) throw Error("storeFull");
  throw Error("storeUnwritable", {{"detail", std::strerror(error)}});
}

[[noreturn]] void failReading(int error) {
  throw Error("storeUnreadable", {{"detail", std::strerror(error)}});
}

void flushFolder(const fs::path& folder) {
  const FileDescriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle || ::fsync(handle.get()) != 0) failWriting(errno);
}

void writeAll(const FileDescriptor& file, std::string_view content) {
  while (!content.empty()) {
    const auto written = ::write(file.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) failWriting(errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string readAll(const FileDescriptor& file, std::size_t expected) {
  std::string content;
  content.reserve(expected);
  char buffer[64 * 1024];
  while (true) {
    const auto got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) failReading(errno);
    if (got == 0) return content;
    content.append(buffer, static_cast<std::size_t>(got));
  }
}

// Where process numbers mean the same as here: this start of this machine, or of this container on it.
const std::string& numberingOfProcesses() {
  static const auto name = [] {
    std::string boot;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
    std::error_code ignored;
    const auto processes = fs::read_symlink("/proc/self/ns/pid", ignored).string();
    return signing::toHex(signing::sha256(boot + processes)).substr(0, 16);
  }();
  return name;
}

// "numbering.pid.random.number": whose it is shows whether it was left by a process that is gone.
std::string temporaryName() {
  static const auto random = std::random_device{}();
  static std::atomic<unsigned> number{0};
  return fmt::format("{}.{}.{:08x}.{}", numberingOfProcesses(), ::getpid(), random, ++number);
}

// Only a name made here says so: the same number on another host may be a process that lives.
bool isOwnerGone(const std::string& temporary) {
  const auto& here = numberingOfProcesses();
  if (!temporary.starts_with(here + ".")) return false;
  const auto owner = static_cast<pid_t>(std::strtol(temporary.c_str() + here.size() + 1, nullptr, 10));
  return owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH;
}

struct Remove {
  const fs::path& path;
  ~Remove() { ::unlink(path.c_str()); }
};

}  // namespace

FolderStore::FolderStore(fs::path folder) : folder_(std::move(folder)), incoming_(folder_ / "incoming") {
  std::error_code error;
  fs::create_directories(incoming_, error);
  if (error) failWriting(error.value());
  removeLeftovers();
}

fs::path FolderStore::pathOf(const std::string& digest) const {
  return folder_ / placeOf(digest);
}

std::string FolderStore::put(std::string_view content) {
  const auto digest = signing::toHex(signing::sha256(content));
  const auto target = pathOf(digest);
  struct stat there {};
  if (::stat(target.c_str(), &there) == 0) {
    // One that has another size was damaged: nobody must rely on it.
    if (static_cast<std::size_t>(there.st_size) != content.size()) throw Error("storeDamaged", {{"digest", digest}});
    // Another process may have linked it a moment ago and not yet flushed the folder: whoever relies on it does so.
    flushFolder(target.parent_path());
    return digest;
  }
  if (errno != ENOENT && errno != ENOTDIR) failWriting(errno);
  makeFolders(target.parent_path());
  const auto temporary = writeTemporary(content);
  const Remove remove{temporary};
  link(temporary, target);
  flushFolder(target.parent_path());
  return digest;
}

// A file is on the disk with its content before it has its name.
fs::path FolderStore::writeTemporary(std::string_view content) const {
  const auto path = incoming_ / temporaryName();
  FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
  if (!file) failWriting(errno);
  try {
    writeAll(file, content);
    if (::fsync(file.get()) != 0 || ::fchmod(file.get(), 0440) != 0) failWriting(errno);
    if (file.close() != 0) failWriting(errno);
  } catch (...) {
    ::unlink(path.c_str());
    throw;
  }
  return path;
}

void FolderStore::link(const fs::path& temporary, const fs::path& target) const {
  if (::link(temporary.c_str(), target.c_str()) == 0 || errno == EEXIST) return;
  // A file system without hard links (some shared folders) is asked to rename without overwriting; one that cannot do
  // that either puts the same content in place once more.
  if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) failWriting(errno);
  if (::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0 || errno == EEXIST)
    return;
  if (errno != EINVAL && errno != EOPNOTSUPP && errno != ENOSYS) failWriting(errno);
  if (::rename(temporary.c_str(), target.c_str()) != 0) failWriting(errno);
}

void FolderStore::makeFolders(const fs::path& folder) const {
  for (const auto& one : {folder.parent_path(), folder}) {
    if (::mkdir(one.c_str(), 0770) == 0) {  // the umask says whether a group shares it
      flushFolder(one.parent_path());
    } else if (errno != EEXIST) {
      failWriting(errno);
    }
  }
}

std::optional<std::string> FolderStore::get(const std::string& digest) const {
  const FileDescriptor file(::open(pathOf(digest).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) {
    if (errno == ENOENT) return std::nullopt;
    failReading(errno);
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) failReading(errno);
  auto content = readAll(file, static_cast<std::size_t>(status.st_size));
  if (signing::toHex(signing::sha256(content)) != digest) throw Error("storeDamaged", {{"digest", digest}});
  return content;
}

void FolderStore::remove(const std::string& digest) {
  if (::unlink(pathOf(digest).c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) failWriting(errno);
}

bool FolderStore::has(const std::string& digest) const {
  struct stat there {};
  if (::stat(pathOf(digest).c_str(), &there) == 0) return true;
  if (errno == ENOENT) return false;
  failReading(errno);
}

void FolderStore::forEach(const std::function<void(const std::string& digest, std::uint64_t size)>& visit) const {
  try {
    for (const auto& outer : fs::directory_iterator(folder_)) {
      if (outer.path().filename().string().size() != 2 || !outer.is_directory()) continue;
      for (const auto& inner : fs::directory_iterator(outer)) {
        for (const auto& file : fs::directory_iterator(inner)) {
          if (const auto digest = digestAt(file.path().lexically_relative(folder_).string()))
            visit(*digest, file.file_size());
        }
      }
    }
  } catch (const fs::filesystem_error& error) {
    failReading(error.code().value());
  }
}

void FolderStore::probe() {
  const auto temporary = writeTemporary("probe");
  const Remove remove{temporary};
  flushFolder(incoming_);
}

// Temporary files of processes that are gone; those of other hosts on a shared folder are recognised by their age.
void FolderStore::removeLeftovers() const {
  std::error_code error;
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(24);
  for (const auto& entry : fs::directory_iterator(incoming_, error)) {
    const auto name = entry.path().filename().string();
    const auto written = entry.last_write_time(error);
    if (isOwnerGone(name) || (!error && written < old)) ::unlink(entry.path().c_str());
  }
}

}  // namespace balalyk
