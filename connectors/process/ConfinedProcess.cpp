#include "connectors/process/ConfinedProcess.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "connectors/process/Frames.h"
#include "connectors/process/shim/Shim.h"

namespace balalyk {

namespace {

constexpr rlim_t kLargestFile = 512u << 20;
constexpr rlim_t kMostFiles = 1024;
constexpr int kOrderlyMilliseconds = 5'000;  // for the shim to bury what it started, on a busy machine too
constexpr std::size_t kPiece = 256 << 10;

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (const auto& text : texts) list.push_back(const_cast<char*>(text.c_str()));
  list.push_back(nullptr);
  return list;
}

struct Child {
  char** arguments;
  char** environment;
  const char* folder;
  const char* log;
  rlim_t dataLimit;
  int socket;
};

void limit(decltype(RLIMIT_CORE) resource, rlim_t most) {
  const rlimit limit{most, most};
  ::setrlimit(resource, &limit);
}

// Between fork and exec: only calls that are safe there, as other threads of this program may hold any lock.
[[noreturn]] void become(const Child& child) {
  ::setsid();  // its own group, to be killed as one
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  const int input = ::open("/dev/null", O_RDONLY);
  const int output = ::open(child.log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
  if (input < 0 || output < 0 || ::chdir(child.folder) != 0) ::_exit(shim::kCannotRun);
  // Above 9 first, so that no descriptor overwrites another.
  const int socket = ::fcntl(child.socket, F_DUPFD, 10);
  const int out = ::fcntl(output, F_DUPFD, 10);
  if (::dup2(input, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(out, 2) < 0 || ::dup2(socket, shim::kSocket) < 0) {
    ::_exit(shim::kCannotRun);
  }
  ::close_range(shim::kSocket + 1, ~0U, 0);
  if (child.dataLimit != 0) limit(RLIMIT_DATA, child.dataLimit);
  limit(RLIMIT_FSIZE, kLargestFile);  // its folder may lie in memory
  limit(RLIMIT_NOFILE, kMostFiles);
  limit(RLIMIT_CORE, 0);  // a core holds people's data
  ::execve(child.arguments[0], child.arguments, child.environment);
  ::_exit(shim::kCannotRun);
}

}  // namespace

ConfinedProcess::ConfinedProcess(const Launch& launch) {
  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets) != 0) {
    throw ProcessFailure(ProcessFailure::Kind::crashed, "no socket");
  }
  ::fcntl(sockets[1], F_SETFL, 0);  // the process's end blocks
  auto environment = launch.environment;
  environment.push_back(std::string(shim::kSocketVariable) + "=" + std::to_string(shim::kSocket));
  std::vector<std::string> command{launch.shim.string()};
  command.insert(command.end(), launch.arguments.begin(), launch.arguments.end());
  auto arguments = pointers(command);
  auto variables = pointers(environment);
  const Child child{arguments.data(),
                    variables.data(),
                    launch.folder.c_str(),
                    launch.log.c_str(),
                    static_cast<rlim_t>(launch.dataLimitMegabytes) << 20,
                    sockets[1]};
  pid_ = ::fork();
  if (pid_ == 0) become(child);
  ::close(sockets[1]);
  socket_ = sockets[0];
  if (pid_ < 0) {
    ::close(socket_);
    throw ProcessFailure(ProcessFailure::Kind::crashed, "no process");
  }
}

ConfinedProcess::~ConfinedProcess() {
  ::close(socket_);
  if (reaped_) return;
  for (int i = 0; i < kOrderlyMilliseconds && healthy(); ++i) ::poll(nullptr, 0, 1);
  if (reaped_) return;
  // Also a child that has not reached setsid yet.
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
  }
}

bool ConfinedProcess::healthy() {
  if (!reaped_ && ::waitpid(pid_, &status_, WNOHANG) == pid_) {
    reaped_ = true;
    ::kill(-pid_, SIGKILL);  // whatever it left behind
  }
  return !reaped_;
}

std::string ConfinedProcess::ending() {
  if (healthy()) return "running";
  if (WIFSIGNALED(status_)) return "signal " + std::to_string(WTERMSIG(status_));
  const int code = WEXITSTATUS(status_);
  return code > shim::kSignalled ? "signal " + std::to_string(code - shim::kSignalled) : "exit " + std::to_string(code);
}

std::optional<int> ConfinedProcess::exitCode(Clock::time_point deadline) {
  while (healthy() && Clock::now() < deadline) ::poll(nullptr, 0, 1);
  return reaped_ && WIFEXITED(status_) ? std::optional(WEXITSTATUS(status_)) : std::nullopt;
}

void ConfinedProcess::lost(const char* what) {
  // The socket closes a moment before the process can be reaped.
  for (int i = 0; i < kOrderlyMilliseconds && healthy(); ++i) ::poll(nullptr, 0, 1);
  throw ProcessFailure(ProcessFailure::Kind::crashed, std::string(what) + ", " + ending());
}

void ConfinedProcess::waitFor(short events, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) throw ProcessFailure(ProcessFailure::Kind::timedOut, "no answer in time");
    pollfd poll{socket_, events, 0};
    const int ready = ::poll(&poll, 1, static_cast<int>(std::min<long long>(left, 60'000)));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) throw ProcessFailure(ProcessFailure::Kind::crashed, "poll failed");
  }
}

bool ConfinedProcess::hasReply() const {
  pollfd poll{socket_, POLLIN, 0};
  return ::poll(&poll, 1, 0) > 0;
}

void ConfinedProcess::sendFrame(const std::string& frame, Clock::time_point deadline) {
  for (std::size_t sent = 0; sent < frame.size();) {
    const auto count = ::send(socket_, frame.data() + sent, frame.size() - sent, MSG_NOSIGNAL);
    if (count > 0) {
      sent += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN) {
      waitFor(POLLOUT, deadline);
    } else if (errno != EINTR) {
      lost("socket closed");
    }
  }
}

std::string ConfinedProcess::receiveFrame(Clock::time_point deadline, std::size_t most) {
  std::string data;
  std::size_t wanted = 4;
  bool haveLength = false;
  for (;;) {
    const std::size_t have = data.size();
    data.resize(have + std::min(wanted - have, kPiece));  // what is only announced takes no memory
    const auto count = ::read(socket_, data.data() + have, data.size() - have);
    data.resize(have + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count == 0) lost("socket closed");
    if (count < 0 && errno != EAGAIN && errno != EINTR) lost("socket failed");
    if (data.size() < wanted) {
      waitFor(POLLIN, deadline);  // also when there is more at once: it may come without end
      continue;
    }
    if (haveLength) return data;
    wanted = frames::Reader(data).number(4);
    if (wanted == 0 || wanted > most) throw ProcessFailure(ProcessFailure::Kind::crashed, "no answer is that long");
    haveLength = true;
    data.clear();
  }
}

}  // namespace balalyk
