#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace balalyk {

class Messages;

// A command line that shows what a command is for, and what it does; the latter may be empty.
struct Example {
  std::string line;
  std::string meaning;
};

// Those of a command, or of «balalyk» itself, from the catalogue: `example.<command>.<n>`.
std::vector<Example> examplesOf(const Messages& messages, std::string_view commandName);

}  // namespace balalyk
