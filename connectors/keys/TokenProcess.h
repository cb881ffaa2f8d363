#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/files/FrameSocket.h"
#include "connectors/keys/token/Protocol.h"

namespace balalyk {

// One balalyk-token and the way to it. It ends with this object, and when this program is killed. Throws
// signing::KeyError: keyTimedOut{seconds} when it gave no sign in time, keyModuleDied{ending} when it broke down; it is
// of no further use then. keyProgramMissing{file}.
class TokenProcess {
 public:
  TokenProcess(const std::filesystem::path& program, std::chrono::milliseconds deadline);
  ~TokenProcess();
  TokenProcess(const TokenProcess&) = delete;
  TokenProcess& operator=(const TokenProcess&) = delete;

  void send(const token::Message& message);
  void sendSecret(std::string_view secret);  // straight from where it lies
  // What the module refused is thrown as the KeyError that it is. Each message has the whole deadline.
  token::Message receive();

 private:
  using Clock = std::chrono::steady_clock;
  template <class Talk>
  auto talking(const Talk& talk);
  [[noreturn]] void lost();
  bool reap(std::chrono::milliseconds within);
  void kill();

  const std::chrono::milliseconds deadline_;
  std::optional<FrameSocket> socket_;
  pid_t pid_ = -1;
  int status_ = 0;
};

}  // namespace balalyk
