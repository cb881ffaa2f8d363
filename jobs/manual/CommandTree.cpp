#include "jobs/manual/CommandTree.h"

#include <CLI/CLI.hpp>

namespace balalyk {
namespace {

void addCommands(const CLI::App& app, const std::string& name, std::vector<NamedCommand>& commands) {
  commands.push_back({name, &app});
  for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    addCommands(*sub, name.empty() ? sub->get_name() : name + " " + sub->get_name(), commands);
}

// CLI11 writes the check of a value behind its word: "ky|ru:{ky,ru}".
constexpr std::string_view kChoices = ":{";

}  // namespace

std::vector<NamedCommand> commandTree(const CLI::App& program) {
  std::vector<NamedCommand> commands;
  addCommands(program, "", commands);
  return commands;
}

std::vector<std::string> namesOf(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.get_snames()) names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

bool takesValue(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

std::string valueWord(const CLI::Option& option) {
  const std::string word = option.get_type_name();
  return word.substr(0, word.find(':'));
}

std::vector<std::string> choicesOf(const CLI::Option& option) {
  const std::string word = option.get_type_name();
  const auto begin = word.find(kChoices);
  if (begin == std::string::npos) return {};
  const auto from = begin + kChoices.size();
  return CLI::detail::split(word.substr(from, word.find('}', from) - from), ',');
}

}  // namespace balalyk
