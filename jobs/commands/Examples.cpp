#include "jobs/commands/Examples.h"

#include "connectors/texts/Messages.h"
#include "jobs/commands/Arguments.h"

namespace balalyk {

std::vector<Example> examplesOf(const Messages& messages, std::string_view commandName) {
  static constexpr std::string_view kBetween = " | ";
  std::vector<Example> examples;
  const std::string key = "example." + keyOf(commandName) + ".";
  for (int i = 1; messages.has(key + std::to_string(i)); ++i) {
    const std::string text = messages.text(key + std::to_string(i));
    const auto bar = text.find(kBetween);
    examples.push_back(
        {text.substr(0, bar), bar == std::string::npos ? std::string() : text.substr(bar + kBetween.size())});
  }
  return examples;
}

}  // namespace balalyk
