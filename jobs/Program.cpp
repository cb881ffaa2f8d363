#include "jobs/Program.h"

#include <Poco/Util/ServerApplication.h>
#include <malloc.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "connectors/texts/Properties.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/CommandLine.h"
#include "jobs/commands/OldSpellings.h"
#include "jobs/config/Setting.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Log.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Options.h"
#include "jobs/wiring/Session.h"
#include "signing/ReadFile.h"

namespace balalyk {
namespace {

// Keys and passwords are in this process's memory: it leaves no core file, and no other process of the user looks in.
void keepMemoryPrivate() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

// Documents of some hundred kilobytes come and go all night: handed back to the system and fetched again, page by page,
// they cost more than what is done with them.
void keepFreedMemory() {
  mallopt(M_MMAP_THRESHOLD, 16 << 20);
  mallopt(M_TRIM_THRESHOLD, 32 << 20);
}

// A thread that is woken, here or in a soffice, does not push aside the one at work on that core while another is idle:
// otherwise the check of a document holds up the making of the next, which costs a sixth. Not allowed: only slower.
void workInBatches() {
  const sched_param none{};
  sched_setscheduler(0, SCHED_BATCH, &none);
}

// What is wrong with the settings is reported in the language that they ask for, as far as that can be read.
Settings languageAlone(const SettingSources& sources) {
  Settings settings;
  const auto take = [&](const std::string& value) {
    try {
      settings.set("language", value, {});
    } catch (const Error&) {
    }
  };
  try {
    const auto file = sources.file.value_or(sources.usualFile);
    for (const auto& property : parseProperties(signing::readWholeFile(file).value_or(""), file.string()))
      if (property.key == "language") take(property.value);
  } catch (const Error&) {
  }
  const auto variable = sources.environment.find(environmentName("language"));
  if (variable != sources.environment.end()) take(variable->second);
  static constexpr std::string_view kAssigned = "language=";
  for (const auto& assignment : sources.assignments)
    if (assignment.starts_with(kAssigned)) take(assignment.substr(kAssigned.size()));
  return settings;
}

int runCommand(Command& command, const Settings& settings, const Messages& messages, Console& console, bool json) {
  const Log log(console, messages, logOptions(settings));
  Connections connections(settings, messages, log);
  Session session{settings, messages, console, log, connections, json};
  return command.run(session);
}

int runCommandLine(int argc, char** argv) {
  // Wrong settings are not in the way of --help: they are reported once there is a command to run.
  const auto sources = settingSources(argc, argv);
  Settings settings;
  std::optional<Problem> settingsProblem;
  try {
    settings = readSettings(sources);
  } catch (const Error& error) {
    settingsProblem = error.problem();
    settings = languageAlone(sources);
  }
  const Messages messages(chooseLanguage(settings.text("language"), sources.environment),
                          Zone(settings.text("time.zone")));
  Console console(std::cout, std::cerr, Console::Terminal::ofStandardError());
  const auto fail = [&](const Problem& problem, ExitCode code) {
    console.line(writeProblem(messages, problem));
    if (asksForJson(argc, argv)) console.result(problemAsJson(problem, code, messages));
    return code;
  };
  try {
    CommandLine commandLine(messages);
    std::vector<std::string> arguments(argv + 1, argv + argc);
    if (auto now = respelled(arguments)) {
      console.line(messages.text("authorise.respelled", {{"before", now->before}, {"after", now->after}}));
      arguments = std::move(now->arguments);
    }
    std::string shown;
    Command* command = commandLine.parse(std::move(arguments), shown);
    if (!command) {
      console.result(shown);
      return kAllDone;
    }
    if (settingsProblem) return fail(*settingsProblem, kUsage);
    return runCommand(*command, settings, messages, console, asksForJson(argc, argv));
  } catch (const UsageError& error) {
    return fail(error.problem(), kUsage);
  } catch (const std::exception& error) {
    return fail(problemOf(error), kCannotRun);
  }
}

// Poco would handle crashes by itself: a handler that aborts, in the place of the system's own end, or a sanitizer's.
class CrashesAsBefore {
 public:
  CrashesAsBefore() {
    for (std::size_t i = 0; i < std::size(kCrashes); ++i) sigaction(kCrashes[i], nullptr, &before_[i]);
  }
  ~CrashesAsBefore() {
    for (std::size_t i = 0; i < std::size(kCrashes); ++i) sigaction(kCrashes[i], &before_[i], nullptr);
  }
  CrashesAsBefore(const CrashesAsBefore&) = delete;
  CrashesAsBefore& operator=(const CrashesAsBefore&) = delete;

 private:
  static constexpr int kCrashes[] = {SIGILL, SIGBUS, SIGSEGV, SIGSYS};
  struct sigaction before_[std::size(kCrashes)];
};

// Poco does not start in a folder that was removed; nothing relative can be meant there.
void leaveRemovedFolder() {
  std::error_code gone;
  if (std::filesystem::current_path(gone).empty()) std::filesystem::current_path("/", gone);
}

// CLI11 reads the command line, and jobs/wiring/StopSignals.h the signals: Poco is given neither.
class Program final : public Poco::Util::ServerApplication {
 public:
  Program(int argc, char** argv) : argc_(argc), argv_(argv) {}

  int runToItsEnd() {
    init(ArgVec{"/proc/self/exe"});  // argv[0] may name anything
    return run();
  }

 protected:
  int main(const ArgVec&) override { return runCommandLine(argc_, argv_); }

 private:
  const int argc_;
  char** const argv_;
};

}  // namespace

int runProgram(int argc, char** argv) {
  keepMemoryPrivate();
  keepFreedMemory();
  workInBatches();
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error to handle, not an end without giving back
  leaveRemovedFolder();
  std::optional<Program> program;
  {
    const CrashesAsBefore unchanged;
    program.emplace(argc, argv);
  }
  return program->runToItsEnd();
}

}  // namespace balalyk
