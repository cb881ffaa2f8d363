#pragma once

namespace balalyk {

// Returns an ExitCode.
int runProgram(int argc, char** argv);

}  // namespace balalyk
