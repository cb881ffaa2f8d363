#include "jobs/manual/Completion.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "connectors/texts/Messages.h"
#include "jobs/config/SettingTable.h"
#include "jobs/manual/CommandTree.h"

namespace balalyk {
namespace {

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// "@file", "@folder", "@any", or the words to choose from; what is offered is all that bash has to know.
std::string valuesOf(const CLI::Option& option, const Messages& messages) {
  if (const auto choices = choicesOf(option); !choices.empty()) return join(choices);
  const std::string word = valueWord(option);
  if (word == messages.text("value.file")) return "@file";
  if (word == messages.text("value.folder")) return "@folder";
  if (word != messages.text("value.assignment")) return "@any";
  std::string settings;
  for (const auto& setting : kSettings) settings += (settings.empty() ? "" : " ") + std::string(setting.name) + "=";
  return settings;
}

std::string wordsOf(const CLI::App& app, const CLI::App& program) {
  std::vector<std::string> words;
  for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) words.push_back(sub->get_name());
  for (const auto* owner : {&app, &program}) {
    for (const auto* option : owner->get_options())
      for (const auto& name : namesOf(*option))
        if (name.starts_with("--") && std::ranges::find(words, name) == words.end()) words.push_back(name);
    if (owner == &program) break;
  }
  return join(words);
}

std::string quoted(const std::string& text) {
  return "'" + text + "'";
}

std::string valueCase(const std::string& pattern, const std::string& values) {
  return "    " + pattern + ") echo " + quoted(values) + " ;;\n";
}

// What the words in their place may be, of one command.
std::string placesOf(const CLI::App& app, const Messages& messages) {
  std::vector<std::string> values;
  for (const auto* option : app.get_options())
    if (option->get_positional())
      if (auto value = valuesOf(*option, messages); value != "@any") values.push_back(std::move(value));
  return join(values);
}

}  // namespace

std::string bashCompletion(const CLI::App& program, const Messages& messages) {
  std::string words = "_balalyk_words() {\n  case $1 in\n";
  std::string values = "_balalyk_value() {\n  case \"$1 $2\" in\n";
  for (const auto& [name, app] : commandTree(program)) {
    words += valueCase(quoted(name), wordsOf(*app, program));
    for (const auto* option : app->get_options())
      for (const auto& optionName : namesOf(*option))
        if (takesValue(*option))
          values += valueCase((name.empty() ? "*" : "") + quoted(name + " " + optionName), valuesOf(*option, messages));
    if (const auto places = placesOf(*app, messages); !places.empty()) values += valueCase(quoted(name + " "), places);
  }
  return words + "    *) return 1 ;;\n  esac\n}\n" + values + "  esac\n}\n";
}

}  // namespace balalyk
