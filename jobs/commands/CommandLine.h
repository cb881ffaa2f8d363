#pragma once

#include <memory>
#include <string>
#include <vector>

#include "jobs/commands/Command.h"
#include "jobs/config/Settings.h"

namespace CLI {
class App;
}

namespace balalyk {

class Messages;

// What the settings need to know of the command line, found before anything else: messages in the right language are
// needed to explain the rest.
SettingSources settingSources(int argc, char** argv);

// Found as early: who asked for JSON gets it also when the rest is not understood.
bool asksForJson(int argc, char** argv);

// The program's command line in the reader's language.
class CommandLine {
 public:
  explicit CommandLine(const Messages& messages);
  ~CommandLine();

  // The command to run, from what follows the program's name; null when only help or the version was asked for: `shown`
  // is then what to print. Throws UsageError.
  Command* parse(std::vector<std::string> arguments, std::string& shown);

  // Commands, options and their texts, for what else is made of them: the manual and the completion (jobs/manual).
  const CLI::App& tree() const { return *app_; }

 private:
  void declare(Command& command);
  void addHelp(CLI::App& app) const;

  const Messages& messages_;
  std::vector<std::unique_ptr<Command>> commands_;
  std::unique_ptr<CLI::App> app_;
  std::vector<std::pair<CLI::App*, Command*>> declared_;
  std::string settingsFile_;              // read by settingSources() already
  std::vector<std::string> assignments_;  // the same
};

}  // namespace balalyk
