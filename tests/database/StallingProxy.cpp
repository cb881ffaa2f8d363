#include "StallingProxy.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <map>
#include <vector>

namespace balalyk::tests {

namespace {

int connectTo(const std::filesystem::path& socket) {
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  std::strncpy(address.sun_path, socket.c_str(), sizeof address.sun_path - 1);
  if (connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    close(descriptor);
    return -1;
  }
  return descriptor;
}

}  // namespace

StallingProxy::StallingProxy(std::filesystem::path socket) : socket_(std::move(socket)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 50) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no loopback port");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

StallingProxy::~StallingProxy() {
  ended_ = true;
  thread_.join();
  close(listener_);
}

void StallingProxy::serve() {
  std::map<int, int> other;  // each end's other end; -1: accepted while stalled, never answered
  while (!ended_) {
    std::vector<pollfd> waiting{{listener_, POLLIN, 0}};
    if (!stalled_) {
      for (const auto& [from, to] : other) {
        if (to >= 0) waiting.push_back({from, POLLIN, 0});
      }
    }
    if (poll(waiting.data(), waiting.size(), 20) <= 0) continue;
    for (const auto& ready : waiting) {
      if (ready.revents == 0) continue;
      if (ready.fd == listener_) {
        const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const int server = stalled_ ? -1 : connectTo(socket_);
        other[client] = server;
        if (server >= 0) other[server] = client;
        continue;
      }
      if (!other.contains(ready.fd)) continue;
      char buffer[16 * 1024];
      const auto got = read(ready.fd, buffer, sizeof buffer);
      const int to = other.at(ready.fd);
      if (got > 0 && send(to, buffer, static_cast<std::size_t>(got), MSG_NOSIGNAL) == got) continue;
      other.erase(ready.fd);
      other.erase(to);
      close(ready.fd);
      close(to);
    }
  }
  for (const auto& [from, to] : other) close(from);
}

}  // namespace balalyk::tests
