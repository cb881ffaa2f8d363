#include "connectors/process/Channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "connectors/process/Frames.h"

namespace balalyk::frames {

namespace {

bool readAll(int socket, char* data, std::size_t size) {
  while (size > 0) {
    const auto count = ::read(socket, data, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    data += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

bool Channel::receive(std::string& body) const {
  char length[4];
  if (!readAll(socket_, length, sizeof length)) return false;
  const auto size = Reader(std::string_view(length, sizeof length)).number(4);
  if (size == 0 || size > kMaxFrame) return false;
  body.resize(size);
  return readAll(socket_, body.data(), size);
}

bool Channel::waits(std::chrono::milliseconds patience) const {
  pollfd poll{socket_, POLLIN, 0};
  return ::poll(&poll, 1, static_cast<int>(patience.count())) > 0;
}

void Channel::send(const std::string& frame) const {
  for (std::size_t sent = 0; sent < frame.size();) {
    const auto count = ::send(socket_, frame.data() + sent, frame.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) std::_Exit(0);  // the pool is gone
    sent += static_cast<std::size_t>(count);
  }
}

}  // namespace balalyk::frames
