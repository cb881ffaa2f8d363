// balalyk-office-shim COMMAND…: runs the command and ends everything below it as soon as the command ends or the other
// end of the pool's socket is closed, which also happens when the program is killed. Exit code: the command's, or
// 128 + the signal that ended it.
//
// The parent-death signal alone does not do: each process must ask for it, and bubblewrap does so only after it has
// made its namespaces. Killed before that, it would leave a sandbox that nobody ends. What loses its parent below this
// process becomes its child, whatever it is and however far it has come.
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "connectors/process/shim/Shim.h"

namespace {

using balalyk::shim::kCannotRun;
using balalyk::shim::kSignalled;
using balalyk::shim::kSocket;

[[noreturn]] void become(char** command, pid_t parent, const sigset_t& signals) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // should this process be killed itself
  if (::getppid() != parent) ::_exit(kCannotRun);
  ::sigprocmask(SIG_SETMASK, &signals, nullptr);
  ::execv(command[0], command);
  ::_exit(kCannotRun);
}

void killChildren() {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/self/task/%d/children", static_cast<int>(::getpid()));
  std::FILE* list = std::fopen(path, "r");
  if (list == nullptr) return;
  for (int child = 0; std::fscanf(list, "%d", &child) == 1;) ::kill(child, SIGKILL);
  std::fclose(list);
}

// With the first process of a namespace the kernel ends and buries all others there.
[[noreturn]] void endAll(int code) {
  for (;;) {
    killChildren();
    // One at a time: its children have become ours meanwhile.
    if (::waitpid(-1, nullptr, 0) < 0 && errno == ECHILD) ::_exit(code);
  }
}

int exitCode(int status) {
  return WIFSIGNALED(status) ? kSignalled + WTERMSIG(status) : WEXITSTATUS(status);
}

// Buries what has ended, and ends all when that was the command.
void bury(pid_t command) {
  for (;;) {
    int status = 0;
    const pid_t ended = ::waitpid(-1, &status, WNOHANG);
    if (ended == command) endAll(exitCode(status));
    if (ended <= 0) return;
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) return kCannotRun;
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  sigset_t before, ends;
  ::sigemptyset(&ends);
  ::sigaddset(&ends, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &ends, &before);
  const int signals = ::signalfd(-1, &ends, SFD_CLOEXEC);
  const pid_t self = ::getpid();
  const pid_t command = ::fork();
  if (command == 0) become(arguments + 1, self, before);
  if (command < 0 || signals < 0) endAll(kCannotRun);
  for (;;) {
    pollfd polls[] = {{signals, POLLIN, 0}, {kSocket, 0, 0}};
    if (::poll(polls, 2, -1) < 0 && errno != EINTR) endAll(kCannotRun);
    if (polls[1].revents != 0) endAll(kSignalled + SIGKILL);
    signalfd_siginfo reported;
    if ((polls[0].revents & POLLIN) != 0 && ::read(signals, &reported, sizeof reported) > 0) bury(command);
  }
}
