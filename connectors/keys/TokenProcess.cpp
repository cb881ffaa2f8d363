#include "connectors/keys/TokenProcess.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <exception>

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
  pid_ = ::fork();
  if (pid_ == 0) become(program.c_str(), sockets[1]);
  ::close(sockets[1]);
  socket_.emplace(FileDescriptor(sockets[0]));
  if (pid_ < 0) throw KeyError("keyModuleDied", {{"ending", "no process"}});
}

TokenProcess::~TokenProcess() {
  if (pid_ <= 0) return;
  socket_.reset();
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

template <class Talk>
auto TokenProcess::talking(const Talk& talk) {
  try {
    return talk(socket_.value());
  } catch (const FrameSocket::TooSlow&) {
    kill();
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(deadline_).count();
    throw KeyError("keyTimedOut", {{"seconds", std::to_string(seconds)}});
  } catch (const std::exception&) {
    lost();
  }
}

void TokenProcess::send(const token::Message& message) {
  talking([&](FrameSocket& socket) { socket.send(token::encode(message), deadline_); });
}

void TokenProcess::sendSecret(std::string_view secret) {
  talking([&](FrameSocket& socket) { socket.send(secret, deadline_); });
}

token::Message TokenProcess::receive() {
  auto message =
      talking([&](FrameSocket& socket) { return token::decode(socket.receive(token::kMostBytes, deadline_)); });
  if (message.verb == token::Verb::failed && !message.texts.empty())
    throw KeyError(message.texts.front(), token::paramsOf(message));
  return message;
}

}  // namespace balalyk
