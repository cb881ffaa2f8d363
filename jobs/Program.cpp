#include "jobs/Program.h"

#include <malloc.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <iostream>
#include <optional>
#include <string_view>

#include "jobs/commands/Command.h"
#include "jobs/commands/CommandLine.h"
#include "jobs/config/Setting.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Log.h"
#include "jobs/text/Messages.h"
#include "jobs/text/ProblemText.h"
#include "jobs/text/Properties.h"
#include "jobs/text/ReadFile.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"

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
    for (const auto& property : parseProperties(readWholeFile(file).value_or(""), file.string()))
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
  const Log log(console, messages, logLevelFrom(settings.text("log.level")),
                settings.text("log.format") == "json" ? Log::Format::json : Log::Format::text);
  Connections connections(settings, messages, log);
  Session session{settings, messages, console, log, connections, json};
  return command.run(session);
}

}  // namespace

int runProgram(int argc, char** argv) {
  keepMemoryPrivate();
  keepFreedMemory();
  workInBatches();
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error to handle, not an end without giving back

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
    std::string shown;
    Command* command = commandLine.parse(argc, argv, shown);
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

}  // namespace balalyk
