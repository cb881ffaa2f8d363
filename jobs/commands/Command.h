#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/Error.h"

namespace balalyk {

class Arguments;
struct Session;

// One thing that the program does. Its summary is the catalogue's `command.<name>`, its examples `example.<name>.<n>`
// ("template.check" for "template check").
class Command {
 public:
  virtual ~Command() = default;
  virtual std::string_view name() const = 0;  // "nightly", "template check"
  virtual void declare(Arguments& arguments) = 0;
  // An ExitCode. Throws UsageError; any other exception is «cannot run».
  virtual int run(Session& session) = 0;
};

// The command line asks for what makes no sense.
class UsageError : public Error {
 public:
  using Error::Error;
};

// All of them, in the order of the help.
std::vector<std::unique_ptr<Command>> allCommands();

}  // namespace balalyk
