#include "connectors/keys/TokenProcess.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <stdexcept>

#include "signing/SigningError.h"

namespace balalyk {

namespace {

using namespace std::chrono_literals;
using signing::KeyError;

constexpr int kCannotRun = 127;
constexpr std::chrono::milliseconds kToBeReaped = 2s;  // after SIGKILL; a process in the kernel's hands may take longer

// Between fork and exec: only calls that are safe there, as other threads of this program may hold any lock.
[[noreturn]] void become(const char* program, int socket) {
  ::setsid();  // Ctrl-C is for the program, which finishes what runs
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int null = ::open("/dev/null", O_RDWR);  // a module's chatter
  // Above first, so that no descriptor overwrites another.
  const int way = ::fcntl(socket, F_DUPFD, 10);
  if (null < 0 || way < 0 || ::dup2(null, 0) < 0 || ::dup2(null, 1) < 0 || ::dup2(null, 2) < 0 ||
      ::dup2(way, token::kSocket) < 0)
    ::_exit(kCannotRun);
  ::close_range(token::kSocket + 1, ~0U, 0);
  char* const arguments[] = {const_cast<char*>(program), nullptr};
  ::execv(program, arguments);  // modules are configured by the environment
  ::_exit(kCannotRun);
}

std::string endingOf(int status) {
  return WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                             : "exit " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

TokenProcess::TokenProcess(const std::filesystem::path& program, std::chrono::milliseconds deadline)
    : deadline_(deadline) {
  if (::access(program.c_str(), X_OK) != 0) throw KeyError("keyProgramMissing", {{"file", program.string()}});
  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
    throw KeyError("keyModuleDied", {{"ending", "no socket"}});
  ::fcntl(sockets[0], F_SETFL, O_NONBLOCK);
  pid_ = ::fork();
  if (pid_ == 0) become(program.c_str(), sockets[1]);
  ::close(sockets[1]);
  std::construct_at(&socket_, sockets[0]);
  if (pid_ < 0) throw KeyError("keyModuleDied", {{"ending", "no process"}});
}

TokenProcess::~TokenProcess() {
  if (pid_ <= 0) return;
  socket_.close();
  if (!reap(std::chrono::milliseconds(token::kMillisecondsToEnd) + 500ms)) kill();
}

// A process that the kernel cannot end either is left behind: waiting for it would hang too.
void TokenProcess::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  if (!reap(kToBeReaped)) pid_ = -1;
}

bool TokenProcess::reap(std::chrono::milliseconds within) {
  const auto until = Clock::now() + within;
  while (pid_ > 0) {
    if (::waitpid(pid_, &status_, WNOHANG) == pid_) {
      pid_ = -1;
    } else if (Clock::now() < until) {
      ::poll(nullptr, 0, 1);
    } else {
      return false;
    }
  }
  return true;
}

void TokenProcess::lost() {
  const bool ended = reap(kToBeReaped);
  const auto ending = ended ? endingOf(status_) : std::string("no answer");
  kill();
  throw KeyError("keyModuleDied", {{"ending", ending}});
}

void TokenProcess::waitFor(short events, Clock::time_point until) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) {
      kill();
      const auto seconds = std::chrono::ceil<std::chrono::seconds>(deadline_).count();
      throw KeyError("keyTimedOut", {{"seconds", std::to_string(seconds)}});
    }
    pollfd poll{socket_.get(), events, 0};
    const int ready = ::poll(&poll, 1, static_cast<int>(std::min<long long>(left, 60'000)));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) lost();
  }
}

void TokenProcess::write(std::string_view bytes, Clock::time_point until) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      waitFor(POLLOUT, until);
    } else if (errno != EINTR) {
      lost();
    }
  }
}

void TokenProcess::read(char* to, std::size_t size, Clock::time_point until) {
  for (std::size_t have = 0; have < size;) {
    const auto count = ::read(socket_.get(), to + have, size - have);
    if (count > 0) {
      have += static_cast<std::size_t>(count);
    } else if (count < 0 && errno == EAGAIN) {
      waitFor(POLLIN, until);
    } else if (count == 0 || errno != EINTR) {
      lost();
    }
  }
}

void TokenProcess::send(const token::Message& message) {
  const auto body = token::encode(message);
  write(token::lengthOf(body) + body, Clock::now() + deadline_);
}

void TokenProcess::sendSecret(std::string_view secret) {
  const auto until = Clock::now() + deadline_;
  write(token::lengthOf(secret), until);
  write(secret, until);
}

token::Message TokenProcess::receive() {
  const auto until = Clock::now() + deadline_;
  char head[4];
  read(head, sizeof head, until);
  const auto size = token::lengthIn({head, sizeof head});
  if (size > token::kMostBytes) lost();
  std::string body(size, '\0');
  read(body.data(), body.size(), until);
  token::Message message;
  try {
    message = token::decode(body);
  } catch (const std::runtime_error&) {
    lost();
  }
  if (message.verb == token::Verb::failed && !message.texts.empty())
    throw KeyError(message.texts.front(), token::paramsOf(message));
  return message;
}

}  // namespace balalyk
