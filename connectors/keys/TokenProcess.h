#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "connectors/files/FileDescriptor.h"
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
  void write(std::string_view bytes, Clock::time_point until);
  void read(char* to, std::size_t size, Clock::time_point until);
  void waitFor(short events, Clock::time_point until);
  [[noreturn]] void lost();
  bool reap(std::chrono::milliseconds within);
  void kill();

  const std::chrono::milliseconds deadline_;
  FileDescriptor socket_{-1};
  pid_t pid_ = -1;
  int status_ = 0;
};

}  // namespace balalyk
