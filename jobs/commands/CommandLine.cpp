#include "jobs/commands/CommandLine.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "connectors/texts/Messages.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Examples.h"
#include "pipeline/domain/NearestWord.h"

namespace balalyk {
namespace {

std::string examples(const Messages& messages, std::string_view commandName) {
  std::string text;
  for (const auto& [line, meaning] : examplesOf(messages, commandName)) {
    text += "  " + line + "\n";
    if (!meaning.empty()) text += "      " + meaning + "\n";
  }
  return text.empty() ? text : messages.text("help.examples") + "\n" + text;
}

std::string exitCodes(const Messages& messages) {
  std::string text = messages.text("help.exitCodes") + "\n";
  for (int code = 0; code <= 4; ++code)
    text += "  " + std::to_string(code) + "  " + messages.text("help.exitCode." + std::to_string(code)) + "\n";
  return text;
}

std::shared_ptr<CLI::Formatter> formatter(const Messages& messages) {
  auto result = std::make_shared<CLI::Formatter>();
  for (const char* label :
       {"Usage", "OPTIONS", "SUBCOMMAND", "SUBCOMMANDS", "REQUIRED", "Positionals", "Excludes", "Needs"})
    result->label(label, messages.text(std::string("help.label.") + label));
  result->column_width(34);
  return result;
}

// The option's name is how CLI11 begins its message; the rest of the message is English, and not shown.
std::string beginningOf(const std::string& text, std::initializer_list<std::string_view> ends) {
  std::size_t end = text.size();
  for (const auto mark : ends) end = std::min(end, text.find(mark));
  return text.substr(0, end);
}

// "balalyk template check": how to ask for the help of what was being asked.
std::string helpOf(const CLI::App& app) {
  std::string words = app.get_name();
  for (const auto* sub : app.get_subcommands()) words += " " + helpOf(*sub);
  return words;
}

std::vector<std::string> wordsOf(const CLI::App& app) {
  std::vector<std::string> words;
  for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) words.push_back(sub->get_name());
  return words;
}

[[noreturn]] void refuseExtra(const std::string& text, const CLI::App& app, const std::string& help) {
  const auto colon = text.find(": ");
  const std::string extra = colon == std::string::npos ? text : text.substr(colon + 2);
  const CLI::App* innermost = &app;
  while (!innermost->get_subcommands().empty()) innermost = innermost->get_subcommands().front();
  const auto words = wordsOf(*innermost);
  const std::string nearest = nearestWord(extra, std::vector<std::string_view>(words.begin(), words.end()));
  if (!nearest.empty()) throw UsageError("commandMistyped", {{"name", extra}, {"nearest", nearest}, {"help", help}});
  throw UsageError("argumentUnknown", {{"argument", extra}, {"help", help}});
}

[[noreturn]] void refuse(const CLI::ParseError& error, const CLI::App& app) {
  const std::string text = error.what();
  const std::string help = helpOf(app);
  if (dynamic_cast<const CLI::ExtrasError*>(&error)) refuseExtra(text, app, help);
  if (dynamic_cast<const CLI::RequiredError*>(&error))
    throw UsageError("argumentMissing", {{"argument", beginningOf(text, {" is required"})}, {"help", help}});
  const bool excludes = dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr;
  if (excludes || dynamic_cast<const CLI::RequiresError*>(&error)) {
    const std::string first = text.substr(0, text.find(' '));
    const std::string second = text.substr(text.rfind(' ') + 1);
    throw UsageError(excludes ? "argumentsExclude" : "argumentsBelong",
                     {{"first", first}, {"second", second}, {"help", help}});
  }
  throw UsageError("argumentWrong", {{"argument", beginningOf(text, {":", " required", " ="})}, {"help", help}});
}

}  // namespace

SettingSources settingSources(int argc, char** argv) {
  SettingSources sources;
  sources.environment = processEnvironment();
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--") break;
    const auto valueOf = [&](std::string_view option) -> const char* {
      if (argument == option && i + 1 < argc) return argv[++i];
      if (argument.starts_with(option) && argument.size() > option.size() && argument[option.size()] == '=')
        return argv[i] + option.size() + 1;
      return nullptr;
    };
    if (const char* file = valueOf("--config"))
      sources.file = file;
    else if (const char* assignment = valueOf("--set"))
      sources.assignments.emplace_back(assignment);
  }
  return sources;
}

bool asksForJson(int argc, char** argv) {
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i)
    if (std::string_view(argv[i]) == "--json") return true;
  return false;
}

CommandLine::CommandLine(const Messages& messages)
    : messages_(messages),
      commands_(allCommands()),
      app_(std::make_unique<CLI::App>(messages.text("program.summary"), "balalyk")) {
  addHelp(*app_);
  app_->set_version_flag("--version", std::string("balalyk ") + BALALYK_VERSION, messages.text("option.version"));
  const Describe describe(messages, "");
  app_->add_option("--config", settingsFile_, describe("config"))->type_name(describe.value("file"))->expected(1);
  app_->add_option("--set", assignments_, describe("set"))
      ->type_name(describe.value("assignment"))
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app_->require_subcommand(0, 1);
  app_->footer(examples(messages, "balalyk") + "\n" + exitCodes(messages) + "\n" + messages.text("help.language") +
               "\n");
  for (const auto& command : commands_) declare(*command);
}

CommandLine::~CommandLine() = default;

void CommandLine::addHelp(CLI::App& app) const {
  app.formatter(formatter(messages_));
  app.set_help_flag("-h,--help", messages_.text("option.help"));
  app.get_help_ptr()->group(messages_.text("help.options"));
  app.option_defaults()->group(messages_.text("help.options"));
  app.fallthrough();
}

void CommandLine::declare(Command& command) {
  const std::string name(command.name());
  CLI::App* parent = app_.get();
  const auto space = name.find(' ');
  if (space != std::string::npos) {
    const std::string group = name.substr(0, space);
    parent = nullptr;
    for (auto* existing : app_->get_subcommands([&](const CLI::App* sub) { return sub->get_name() == group; }))
      parent = existing;
    if (!parent) {
      parent = app_->add_subcommand(group, messages_.text("command." + group));
      parent->group(messages_.text("help.commands"));
      addHelp(*parent);
      parent->require_subcommand(0, 1);
    }
  }
  CLI::App* app = parent->add_subcommand(name.substr(space == std::string::npos ? 0 : space + 1),
                                         messages_.text("command." + keyOf(name)));
  app->group(messages_.text("help.commands"));
  addHelp(*app);
  app->footer(examples(messages_, name));
  const Describe describe(messages_, name);
  Arguments arguments(*app, describe);
  command.declare(arguments);
  declared_.emplace_back(app, &command);
}

Command* CommandLine::parse(std::vector<std::string> arguments, std::string& shown) {
  std::ranges::reverse(arguments);  // as CLI11 wants them
  try {
    app_->parse(std::move(arguments));
  } catch (const CLI::CallForHelp&) {
    shown = app_->help();
    return nullptr;
  } catch (const CLI::CallForVersion& version) {
    shown = std::string(version.what()) + "\n";
    return nullptr;
  } catch (const CLI::ParseError& error) {
    refuse(error, *app_);
  }
  for (const auto& [app, command] : declared_)
    if (app->parsed()) return command;
  throw UsageError("commandMissing", {{"help", helpOf(*app_)}});
}

}  // namespace balalyk
