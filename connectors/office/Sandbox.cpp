#include "connectors/office/Sandbox.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>

extern char** environ;

namespace balalyk {

namespace {

constexpr const char* kBubblewrap = "/usr/bin/bwrap";

bool runs(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  for (int fd = 0; fd < 3; ++fd) posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", O_RDWR, 0);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, argv[0], &quiet, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&quiet);
  if (error != 0) return false;
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::vector<std::string> Sandbox::wrap(const std::vector<std::string>& arguments) const {
  // bubblewrap itself sets «no new privileges» and needs no --new-session: OfficeProcess has made one, without
  // terminal.
  std::vector<std::string> command{kBubblewrap,
                                   "--unshare-all",
                                   "--unshare-user",
                                   "--disable-userns",
                                   "--die-with-parent",
                                   "--cap-drop",
                                   "ALL",
                                   "--ro-bind",
                                   "/usr",
                                   "/usr"};
  for (const char* link : {"bin", "lib", "lib64", "sbin"}) {
    command.insert(command.end(), {"--symlink", std::string("usr/") + link, std::string("/") + link});
  }
  for (const char* part : {"/etc/libreoffice", "/etc/ld.so.cache", "/var/lib/libreoffice"}) {
    command.insert(command.end(), {"--ro-bind-try", part, part});
  }
  command.insert(command.end(), {"--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"});
  for (const auto& folder : readable) command.insert(command.end(), {"--ro-bind", folder, folder});
  for (const auto& folder : writable) command.insert(command.end(), {"--bind", folder, folder});
  command.push_back("--");
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

bool Sandbox::works() {
  return runs(Sandbox{}.wrap({"/usr/bin/true"}));
}

}  // namespace balalyk
