#include "jobs/commands/OldSpellings.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "jobs/commands/Command.h"

namespace balalyk {
namespace {

using Words = std::vector<std::string>;

// The options of version 0.2 and how many words each took.
enum class Takes { nothing, one, several };
const std::map<std::string_view, Takes> kProgramOptions = {{"--config", Takes::one}, {"--set", Takes::one}};
const std::map<std::string_view, Takes> kOptions = {
    {"--config", Takes::one},       {"--set", Takes::one},          {"--all", Takes::nothing},
    {"--document", Takes::several}, {"--standing", Takes::nothing}, {"--revoke", Takes::one},
    {"--reject", Takes::one},       {"--reason", Takes::one},       {"--receipt", Takes::one},
    {"--to-file", Takes::one},      {"--commission", Takes::one},   {"--chairperson", Takes::one},
    {"--digest", Takes::one},       {"--kinds", Takes::several},    {"--from", Takes::one},
    {"--to", Takes::one},           {"--later", Takes::nothing},    {"--passwords-fd", Takes::one},
    {"--json", Takes::nothing}};

// An option with its values, in one word ("--to=2026-12-31") or in several.
struct Item {
  std::string name;
  Words words, values;
};

struct NewCommand {
  std::string_view name;
  std::set<std::string_view> ignored;  // what the old spelling took and had no use for
};

// What said which of them is meant; nothing of it: list.
const std::map<std::string_view, NewCommand> kCommands = {
    {"--all", {"batch", {}}},
    {"--document", {"batch", {}}},
    {"--standing", {"standing", {"--digest", "--later"}}},
    {"--revoke", {"revoke", {"--commission", "--chairperson", "--digest", "--later"}}},
    {"--reject", {"reject", {"--commission", "--chairperson", "--digest", "--later"}}},
    {"--receipt", {"receipt", {"--commission", "--chairperson", "--digest", "--later"}}},
};
const NewCommand kList = {"list", {"--digest", "--later", "--passwords-fd"}};

const std::map<std::string_view, std::string_view> kOnlyWith = {{"--reason", "--reject"},
                                                                {"--to-file", "--receipt"},
                                                                {"--kinds", "--standing"},
                                                                {"--from", "--standing"},
                                                                {"--to", "--standing"}};

using Word = Words::const_iterator;

// nullopt: there is something else than these options. Nothing is guessed where a key may be used: what was not a
// correct command line of version 0.2 is left to the new commands, which refuse it.
std::optional<std::vector<Item>> itemsOf(Word word, Word end, const std::map<std::string_view, Takes>& options) {
  std::vector<Item> items;
  while (word != end) {
    const auto equals = word->find('=');
    Item item{word->substr(0, equals), {*word}, {}};
    const auto option = options.find(item.name);
    if (option == options.end()) return std::nullopt;
    if (equals != std::string::npos) {
      if (option->second == Takes::nothing) return std::nullopt;
      item.values.push_back(word->substr(equals + 1));
    }
    ++word;
    const auto wanted = [&] {
      return option->second == Takes::several || (option->second == Takes::one && item.values.empty());
    };
    for (; word != end && !word->starts_with('-') && wanted(); ++word) {
      item.words.push_back(*word);
      item.values.push_back(*word);
    }
    if (option->second != Takes::nothing && item.values.empty()) return std::nullopt;
    items.push_back(std::move(item));
  }
  return items;
}

// The option that says what is to be done; null: none does.
const Item* deciding(const std::vector<Item>& items) {
  const Item* found = nullptr;
  for (const auto& item : items) {
    if (!kCommands.contains(item.name)) continue;
    if (found && !(found->name == item.name && item.name == "--document"))
      throw UsageError("argumentsExclude",
                       {{"first", found->name}, {"second", item.name}, {"help", "balalyk authorise"}});
    found = &item;
  }
  for (const auto& item : items) {
    const auto needed = kOnlyWith.find(item.name);
    if (needed != kOnlyWith.end() && (!found || found->name != needed->second))
      throw UsageError("argumentsBelong",
                       {{"first", item.name}, {"second", std::string(needed->second)}, {"help", "balalyk authorise"}});
  }
  return found;
}

}  // namespace

std::optional<Respelled> respelled(const Words& arguments) {
  const auto command = std::ranges::find(arguments, "authorise");
  if (command == arguments.end()) return std::nullopt;
  const auto before = itemsOf(arguments.begin(), command, kProgramOptions);
  const auto rest = itemsOf(command + 1, arguments.end(), kOptions);
  if (!before || !rest) return std::nullopt;

  const Item* decides = deciding(*rest);
  const auto& meant = decides ? kCommands.at(decides->name) : kList;
  const bool keepsOption = meant.name == "batch";
  Respelled result;
  result.arguments.assign(arguments.begin(), command);
  result.arguments.insert(result.arguments.end(), {"authorise", std::string(meant.name)});
  if (decides && !keepsOption)
    result.arguments.insert(result.arguments.end(), decides->values.begin(), decides->values.end());
  for (const auto& item : *rest) {
    if (meant.ignored.contains(item.name) || (decides && item.name == decides->name && !keepsOption)) continue;
    result.arguments.insert(result.arguments.end(), item.words.begin(), item.words.end());
  }
  const std::string option = decides ? " " + decides->name : "";
  result.before = "balalyk authorise" + option;
  result.after = "balalyk authorise " + std::string(meant.name) + (keepsOption ? option : "");
  return result;
}

}  // namespace balalyk
