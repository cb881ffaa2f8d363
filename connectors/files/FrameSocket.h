#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/files/FileDescriptor.h"
#include "signing/crypto/Secret.h"

namespace balalyk {

// One end of a socket to another process: frames of a length (four bytes, the lowest first) and a body. Every frame has
// one deadline for all of it, however slowly its bytes come.
class FrameSocket {
 public:
  class Closed : public std::exception {};  // by the other side, in the middle of a frame too
  class Unusable : public std::exception {};
  class TooSlow : public Unusable {};
  class TooLong : public Unusable {};  // than is allowed

  explicit FrameSocket(FileDescriptor socket);

  // Each throws TooSlow, TooLong or Closed. What is sent goes from where it lies.
  void send(std::string_view body, std::chrono::milliseconds within);
  std::string receive(std::uint32_t most, std::chrono::milliseconds within);
  // Into memory that is wiped and none besides.
  signing::Secret receiveSecret(std::uint32_t most, std::chrono::milliseconds within);
  // No more to be sent or heard.
  void end();

 private:
  using Clock = std::chrono::steady_clock;
  void write(std::string_view bytes, Clock::time_point until);
  void read(char* to, std::size_t size, Clock::time_point until);
  std::uint32_t readLength(std::uint32_t most, Clock::time_point until);
  void waitFor(short events, Clock::time_point until);

  FileDescriptor socket_;
};

}  // namespace balalyk
