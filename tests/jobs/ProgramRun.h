#pragma once

#include <string>
#include <vector>

namespace balalyk::test {

struct ProgramRun {
  int exitCode = -1;
  std::string out;
  std::string err;
};

// Runs the built program with these arguments, in English and without any BALALYK_ variable, and reads both its
// outputs.
ProgramRun runProgram(const std::vector<std::string>& arguments, const std::vector<std::string>& environment = {});

// Starts it, sends SIGTERM once it has written `until` to its error output, and waits for its end.
ProgramRun stopProgram(const std::vector<std::string>& arguments, const std::string& until, double& seconds);

}  // namespace balalyk::test
