#pragma once

namespace balalyk {

// How the program ends, documented in `balalyk --help`.
enum ExitCode { kAllDone = 0, kSomeFailed = 1, kUsage = 2, kCannotRun = 3, kIndeterminate = 4 };

}  // namespace balalyk
