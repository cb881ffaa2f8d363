#pragma once

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

namespace balalyk::test {

struct ProgramRun {
  int exitCode = -1;
  std::string out;
  std::string err;
};

// Runs the built program with these arguments, in English and without any BALALYK_ variable, and reads both its
// outputs. `input`: the file that is its standard input.
ProgramRun runProgram(const std::vector<std::string>& arguments, const std::vector<std::string>& environment = {},
                      const std::filesystem::path& input = "/dev/null");

// Starts it, sends the signal once it has written `until` to its error output, and waits for its end. The exit code of
// a program that a signal ended is 128 and the signal.
ProgramRun stopProgram(const std::vector<std::string>& arguments, const std::string& until, double& seconds,
                       int signal = SIGTERM);

}  // namespace balalyk::test
