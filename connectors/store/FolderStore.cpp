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
#include <list>
#include <random>
#include <set>

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

// Renames without overwriting; what is there already has the same content. Whether the temporary file is gone.
bool renameNew(const fs::path& temporary, const fs::path& target) {
  if (::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno == EEXIST) return false;
  if (errno != EINVAL && errno != EOPNOTSUPP && errno != ENOSYS) failWriting(errno);
  // A file system that cannot (NFS) links it; one without hard links either (some shared folders) puts the same content
  // in place once more.
  if (::link(temporary.c_str(), target.c_str()) == 0 || errno == EEXIST) return false;
  if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) failWriting(errno);
  if (::rename(temporary.c_str(), target.c_str()) != 0) failWriting(errno);
  return true;
}

// Makes it and its parent where they are missing. `changed`: the folders that have new entries.
void makeFolders(const fs::path& folder, std::set<fs::path>& changed) {
  for (const auto& one : {folder.parent_path(), folder}) {
    if (::mkdir(one.c_str(), 0770) == 0)  // the umask says whether a group shares it
      changed.insert(one.parent_path());
    else if (errno != EEXIST)
      failWriting(errno);
  }
}

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

// A file that has no name yet; removed when it gets none.
class FolderStore::Incoming {
 public:
  Incoming(const fs::path& folder, std::string_view content)
      : path_(folder / temporaryName()), file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640)) {
    if (!file_) failWriting(errno);
    try {
      writeAll(file_, content);
      if (::fchmod(file_.get(), 0440) != 0) failWriting(errno);
    } catch (...) {
      ::unlink(path_.c_str());
      throw;
    }
  }
  Incoming(const Incoming&) = delete;
  Incoming& operator=(const Incoming&) = delete;
  ~Incoming() {
    if (!named_) ::unlink(path_.c_str());
  }

  // The disk has begun before anybody waits for it.
  void beginFlush() const { ::sync_file_range(file_.get(), 0, 0, SYNC_FILE_RANGE_WRITE); }
  void flush() {
    if (::fsync(file_.get()) != 0) failWriting(errno);
    if (file_.close() != 0) failWriting(errno);
  }
  void name(const fs::path& target) { named_ = renameNew(path_, target); }

 private:
  const fs::path path_;
  FileDescriptor file_;
  bool named_ = false;
};

bool FolderStore::isThere(const fs::path& target, std::string_view content, const std::string& digest) const {
  struct stat there {};
  if (::stat(target.c_str(), &there) != 0) {
    if (errno != ENOENT && errno != ENOTDIR) failWriting(errno);
    return false;
  }
  // One that has another size was damaged: nobody must rely on it.
  if (static_cast<std::size_t>(there.st_size) != content.size()) throw Error("storeDamaged", {{"digest", digest}});
  return true;
}

std::string FolderStore::put(std::string_view content) {
  return putEach({&content, 1}).front();
}

std::vector<std::string> FolderStore::putAll(std::span<const std::string> contents) {
  const std::vector<std::string_view> views(contents.begin(), contents.end());
  return putEach(views);
}

// A file is on the disk with its content before it has its name, and the name is before anybody hears of it.
std::vector<std::string> FolderStore::putEach(std::span<const std::string_view> contents) {
  std::vector<std::string> digests;
  std::list<Incoming> incoming;
  std::vector<fs::path> targets;
  std::set<fs::path> changed;
  for (const auto content : contents) {
    const auto& digest = digests.emplace_back(signing::toHex(signing::sha256(content)));
    const auto target = pathOf(digest);
    // Also of what is there: another process may have named it a moment ago and not yet flushed the folder.
    if (!isThere(target, content, digest)) {
      makeFolders(target.parent_path(), changed);
      incoming.emplace_back(incoming_, content);
      targets.push_back(target);
    }
    changed.insert(target.parent_path());
  }
  if (incoming.size() > 1)
    for (const auto& one : incoming) one.beginFlush();
  for (auto& one : incoming) one.flush();
  auto target = targets.begin();
  for (auto& one : incoming) one.name(*target++);
  for (const auto& folder : changed) flushFolder(folder);
  return digests;
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
  Incoming(incoming_, "probe").flush();
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
