#pragma once

#include <optional>
#include <string>
#include <vector>

namespace balalyk {

// A command line as version 0.2 wrote it, and what it is now.
struct Respelled {
  std::vector<std::string> arguments;  // without the program's name
  std::string before, after;           // "balalyk authorise --all", "balalyk authorise batch --all"
};

// `balalyk authorise` with options instead of commands; nullopt for any other command line. Taken until
// version 0.4. Throws UsageError argumentsExclude{…}, argumentsBelong{…}, as it was with that spelling.
std::optional<Respelled> respelled(const std::vector<std::string>& arguments);

}  // namespace balalyk
