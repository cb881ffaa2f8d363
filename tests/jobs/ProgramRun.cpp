#include "ProgramRun.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>

namespace balalyk::test {
namespace {

class Child {
 public:
  Child(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
        const std::filesystem::path& input) {
    if (::pipe2(out_, O_CLOEXEC) != 0 || ::pipe2(err_, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    std::vector<char*> argv{const_cast<char*>(BALALYK_PROGRAM)};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    std::vector<char*> envp{const_cast<char*>("PATH=/usr/bin:/bin"), const_cast<char*>("LC_ALL=C.UTF-8"),
                            const_cast<char*>("TZ=UTC")};
    for (const auto& variable : environment) envp.push_back(const_cast<char*>(variable.c_str()));
    envp.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(::open(input.c_str(), O_RDONLY), 0);
      ::dup2(out_[1], 1);
      ::dup2(err_[1], 2);
      ::execve(argv[0], argv.data(), envp.data());
      ::_exit(127);
    }
    ::close(out_[1]);
    ::close(err_[1]);
  }

  // Reads until both ends are closed; The signal goes out when `until` has come.
  ProgramRun finish(const std::string& until, std::chrono::steady_clock::time_point* signalled, int signal) {
    ProgramRun run;
    pollfd ends[2] = {{out_[0], POLLIN, 0}, {err_[0], POLLIN, 0}};
    std::string* texts[2] = {&run.out, &run.err};
    bool asked = until.empty();
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
      if (::poll(ends, 2, 60'000) <= 0) {
        ::kill(pid_, SIGKILL);
        run.err += "(no output for a minute)";
        break;
      }
      for (int i = 0; i < 2; ++i) {
        if (ends[i].fd < 0 || ends[i].revents == 0) continue;
        char buffer[4096];
        const auto got = ::read(ends[i].fd, buffer, sizeof buffer);
        if (got > 0)
          texts[i]->append(buffer, static_cast<std::size_t>(got));
        else
          ends[i].fd = -1;
      }
      if (!asked && run.err.find(until) != std::string::npos) {
        asked = true;
        *signalled = std::chrono::steady_clock::now();
        ::kill(pid_, signal);
      }
    }
    ::close(out_[0]);
    ::close(err_[0]);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    run.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return run;
  }

 private:
  int out_[2] = {-1, -1};
  int err_[2] = {-1, -1};
  pid_t pid_ = -1;
};

}  // namespace

ProgramRun runProgram(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                      const std::filesystem::path& input) {
  return Child(arguments, environment, input).finish("", nullptr, 0);
}

ProgramRun stopProgram(const std::vector<std::string>& arguments, const std::string& until, double& seconds,
                       int signal) {
  auto signalled = std::chrono::steady_clock::now();
  auto run = Child(arguments, {}, "/dev/null").finish(until, &signalled, signal);
  seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - signalled).count();
  return run;
}

}  // namespace balalyk::test
