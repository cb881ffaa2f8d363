#include "connectors/mail/CommandRun.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "connectors/files/FileDescriptor.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

// A file in memory rather than a pipe: a command that does not read its input cannot hold us up.
FileDescriptor fileOf(const std::string& input) {
  FileDescriptor file(::memfd_create("mail", MFD_CLOEXEC));
  for (std::size_t written = 0; file && written < input.size();) {
    const auto count = ::write(file.get(), input.data() + written, input.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw std::system_error(errno, std::generic_category(), "mail");
    written += static_cast<std::size_t>(count);
  }
  if (!file || ::lseek(file.get(), 0, SEEK_SET) != 0) throw std::system_error(errno, std::generic_category(), "mail");
  return file;
}

struct Actions {
  Actions() { ::posix_spawn_file_actions_init(&get); }
  ~Actions() { ::posix_spawn_file_actions_destroy(&get); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  posix_spawn_file_actions_t get{};
};

struct Attributes {
  Attributes() { ::posix_spawnattr_init(&get); }
  ~Attributes() { ::posix_spawnattr_destroy(&get); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  posix_spawnattr_t get{};
};

// In its own group, so that all of it can be ended, with none of our signals and descriptors.
pid_t start(const std::vector<std::string>& arguments, int input) {
  Actions actions;
  ::posix_spawn_file_actions_adddup2(&actions.get, input, 0);
  ::posix_spawn_file_actions_addopen(&actions.get, 1, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions.get, 2, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addclosefrom_np(&actions.get, 3);
  Attributes attributes;
  sigset_t all, none;
  ::sigfillset(&all);
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigdefault(&attributes.get, &all);
  ::posix_spawnattr_setsigmask(&attributes.get, &none);
  ::posix_spawnattr_setpgroup(&attributes.get, 0);
  ::posix_spawnattr_setflags(&attributes.get, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  std::vector<char*> words;
  for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  std::string path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", language = "LC_ALL=C";
  char* environment[] = {path.data(), language.data(), nullptr};
  pid_t child = -1;
  if (::posix_spawn(&child, words[0], &actions.get, &attributes.get, words.data(), environment) != 0)
    throw Error("mailCommandMissing", {{"file", arguments[0]}});
  return child;
}

bool endsBefore(std::chrono::steady_clock::time_point deadline, pid_t child) {
  // glibc 2.36 declares pidfd_open() for C alone.
  const FileDescriptor process(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd ended{process.get(), POLLIN, 0};
    if (::poll(&ended, 1, static_cast<int>(left.count())) > 0) return true;
  }
}

}  // namespace

std::optional<int> runCommand(const std::vector<std::string>& arguments, const std::string& input,
                              std::chrono::steady_clock::time_point deadline) {
  const auto file = fileOf(input);
  const auto child = start(arguments, file.get());
  const bool ended = endsBefore(deadline, child);
  if (!ended) ::kill(-child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!ended) return std::nullopt;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace balalyk
