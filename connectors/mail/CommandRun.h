#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace balalyk {

// Runs a command with this input, its output thrown away, and waits for its end. The exit status, or 128 and the number
// of the signal that ended it; nullopt: it was killed at the deadline, with what it had started. Throws Error
// mailCommandMissing{file}.
std::optional<int> runCommand(const std::vector<std::string>& arguments, const std::string& input,
                              std::chrono::steady_clock::time_point deadline);

}  // namespace balalyk
