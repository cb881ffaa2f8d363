#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace balalyk {

// How to start a process: the shim that ends it, and the whole command, also of the sandbox around it.
struct Launch {
  std::filesystem::path shim;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  // all of it: nothing is inherited
  std::filesystem::path folder;          // where it starts
  std::filesystem::path log;             // its output, truncated at each start
  std::size_t dataLimitMegabytes = 0;    // RLIMIT_DATA; 0: none
};

// The process died, hung or talked nonsense, and is of no further use.
class ProcessFailure : public std::runtime_error {
 public:
  enum class Kind { crashed, timedOut };
  ProcessFailure(Kind kind, const std::string& what) : std::runtime_error(what), kind(kind) {}
  const Kind kind;
};

// One process, a soffice with its filler for example: Start (constructor), Stop (destructor), Healthy. It and all that
// it started end also when this program is killed. Holds no policy: who restarts it and when is for others to say.
class ConfinedProcess {
 public:
  using Clock = std::chrono::steady_clock;

  // Throws ProcessFailure.
  explicit ConfinedProcess(const Launch& launch);
  // SIGKILL to all of it: an orderly end takes long and saves nothing.
  ~ConfinedProcess();
  ConfinedProcess(const ConfinedProcess&) = delete;
  ConfinedProcess& operator=(const ConfinedProcess&) = delete;

  bool healthy();
  // Whether something can be read at once.
  bool hasReply() const;
  // A frame, and the body of one that is not longer than `most`. Throw ProcessFailure.
  void sendFrame(const std::string& frame, Clock::time_point deadline);
  std::string receiveFrame(Clock::time_point deadline, std::size_t most);
  // What ended it: "exit 1", "signal 11".
  std::string ending();
  // Waits for it to end by itself; nothing after `deadline`.
  std::optional<int> exitCode(Clock::time_point deadline);

 private:
  void waitFor(short events, Clock::time_point deadline);
  [[noreturn]] void lost(const char* what);

  int socket_ = -1;
  pid_t pid_ = -1;
  int status_ = 0;
  bool reaped_ = false;
};

}  // namespace balalyk
