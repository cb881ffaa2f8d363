#include "jobs/wiring/StopSignals.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace balalyk {
namespace {

constexpr int kSignals[] = {SIGTERM, SIGINT, SIGHUP};
constexpr char kStop = 's';
constexpr char kInterrupt = 'i';
constexpr char kEnd = 'e';

// A handler may only write to a pipe; a program has one set of handlers, hence the global.
volatile std::sig_atomic_t writeEnd = -1;

void onSignal(int signal) {
  const int before = errno;
  if (writeEnd >= 0) [[maybe_unused]]
    const auto written = ::write(writeEnd, signal == SIGINT ? &kInterrupt : &kStop, 1);
  errno = before;
}

// What came through the pipe within the time; 0 when nothing did.
char readWithin(int descriptor, int milliseconds) {
  pollfd waiting{descriptor, POLLIN, 0};
  char what = 0;
  while (true) {
    const int ready = ::poll(&waiting, 1, milliseconds);
    if (ready == 0) return 0;
    if (ready < 0 && errno == EINTR) continue;
    if (::read(descriptor, &what, 1) == 1) return what;
    if (errno != EINTR) return kEnd;
  }
}

}  // namespace

StopSignals::StopSignals(std::chrono::milliseconds patience, std::function<void()> onStop,
                         std::function<void(bool)> giveUp)
    : patience_(patience), onStop_(std::move(onStop)), giveUp_(std::move(giveUp)) {
  if (::pipe2(pipe_, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  writeEnd = pipe_[1];
  struct sigaction action {};
  action.sa_handler = onSignal;
  action.sa_flags = SA_RESTART;
  for (const int signal : kSignals) ::sigaction(signal, &action, nullptr);
  watcher_ = std::thread([this] { watch(); });
}

StopSignals::~StopSignals() {
  for (const int signal : kSignals) std::signal(signal, SIG_DFL);
  writeEnd = -1;
  [[maybe_unused]] const auto written = ::write(pipe_[1], &kEnd, 1);
  watcher_.join();
  ::close(pipe_[0]);
  ::close(pipe_[1]);
}

void StopSignals::watch() {
  const char first = readWithin(pipe_[0], -1);
  if (first == kEnd) return;
  interrupted_ = first == kInterrupt;
  onStop_();
  source_.request_stop();
  if (readWithin(pipe_[0], static_cast<int>(patience_.count())) != kEnd) giveUp_(interrupted_);
}

}  // namespace balalyk
