#include "connectors/files/FrameSocket.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace balalyk {

namespace {

constexpr std::size_t kAtOnce = std::size_t{64} << 10;

std::array<char, 4> lengthOf(std::size_t size) {
  std::array<char, 4> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(size >> (8 * i));
  return bytes;
}

}  // namespace

FrameSocket::FrameSocket(FileDescriptor socket) : socket_(std::move(socket)) {
  ::fcntl(socket_.get(), F_SETFL, ::fcntl(socket_.get(), F_GETFL) | O_NONBLOCK);
}

void FrameSocket::waitFor(short events, Clock::time_point until) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) throw TooSlow();
    pollfd poll{socket_.get(), events, 0};
    const int ready = ::poll(&poll, 1, static_cast<int>(std::min<long long>(left, 60'000)));
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) throw Closed();
  }
}

void FrameSocket::write(std::string_view bytes, Clock::time_point until) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      waitFor(POLLOUT, until);
    } else if (errno != EINTR) {
      throw Closed();
    }
  }
}

void FrameSocket::read(char* to, std::size_t size, Clock::time_point until) {
  for (std::size_t have = 0; have < size;) {
    const auto count = ::recv(socket_.get(), to + have, size - have, 0);
    if (count > 0) {
      have += static_cast<std::size_t>(count);
      if (Clock::now() > until) throw TooSlow();
    } else if (count < 0 && errno == EAGAIN) {
      waitFor(POLLIN, until);
    } else if (count == 0 || errno != EINTR) {
      throw Closed();
    }
  }
}

std::uint32_t FrameSocket::readLength(std::uint32_t most, Clock::time_point until) {
  std::array<char, 4> head{};
  read(head.data(), head.size(), until);
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < head.size(); ++i)
    length |= static_cast<std::uint32_t>(static_cast<unsigned char>(head[i])) << (8 * i);
  if (length > most) throw TooLong();
  return length;
}

void FrameSocket::send(std::string_view body, std::chrono::milliseconds within) {
  const auto until = Clock::now() + within;
  const auto length = lengthOf(body.size());
  write({length.data(), length.size()}, until);
  write(body, until);
}

// Memory grows with what really came.
std::string FrameSocket::receive(std::uint32_t most, std::chrono::milliseconds within) {
  const auto until = Clock::now() + within;
  const std::size_t length = readLength(most, until);
  std::string body;
  while (body.size() < length) {
    const auto have = body.size();
    body.resize(have + std::min(kAtOnce, length - have));
    read(body.data() + have, body.size() - have, until);
  }
  return body;
}

signing::Secret FrameSocket::receiveSecret(std::uint32_t most, std::chrono::milliseconds within) {
  const auto until = Clock::now() + within;
  const std::size_t length = readLength(most, until);
  std::array<char, 4096> buffer{};
  if (length > buffer.size()) throw TooLong();
  try {
    read(buffer.data(), length, until);
  } catch (...) {
    OPENSSL_cleanse(buffer.data(), buffer.size());
    throw;
  }
  return signing::Secret::takeFrom(buffer.data(), length);
}

void FrameSocket::end() {
  ::shutdown(socket_.get(), SHUT_RDWR);
}

}  // namespace balalyk
