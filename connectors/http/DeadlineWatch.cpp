#include "connectors/http/DeadlineWatch.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace balalyk {

DeadlineWatch::DeadlineWatch() : thread_([this] { run(); }) {}

DeadlineWatch::~DeadlineWatch() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void DeadlineWatch::cutAll() {
  const std::lock_guard lock(mutex_);
  for (auto& [deadline, socket] : sockets_) {
    if (socket >= 0) ::shutdown(socket, SHUT_RDWR);
    socket = -1;
  }
}

void DeadlineWatch::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const auto now = std::chrono::steady_clock::now();
    auto next = sockets_.begin();
    for (; next != sockets_.end() && next->first <= now; ++next) {
      if (next->second >= 0) ::shutdown(next->second, SHUT_RDWR);
      next->second = -1;
    }
    // What is cut off stays in the list until its guard goes; it must not be waited for again.
    if (next == sockets_.end())
      changed_.wait(lock);
    else
      changed_.wait_until(lock, Deadline(next->first));
  }
}

DeadlineWatch::Guard::Guard(DeadlineWatch& watch, int socket, Deadline deadline)
    : watch_(watch), descriptor_(::fcntl(socket, F_DUPFD_CLOEXEC, 0)) {
  {
    const std::lock_guard lock(watch_.mutex_);
    place_ = watch_.sockets_.emplace(deadline, descriptor_);
  }
  watch_.changed_.notify_one();
}

DeadlineWatch::Guard::~Guard() {
  {
    const std::lock_guard lock(watch_.mutex_);
    watch_.sockets_.erase(place_);
  }
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace balalyk
