#include "jobs/commands/OldSpellings.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "jobs/commands/Command.h"

namespace balalyk {
namespace {

using Arguments = std::vector<std::string>;

// An option with its values, in one word ("--to=2026-12-31") or in several; without a name: what follows no option.
struct Item {
  std::string name;
  Arguments words, values;
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

bool isGlobal(std::string_view name) {
  return name == "--config" || name == "--set";
}

std::vector<Item> itemsOf(const Arguments& arguments) {
  std::vector<Item> items;
  for (const auto& word : arguments) {
    if (word.starts_with("-")) {
      const auto equals = word.find('=');
      items.push_back({word.substr(0, equals), {word}, {}});
      if (equals != std::string::npos) items.back().values.push_back(word.substr(equals + 1));
      continue;
    }
    if (items.empty() || (isGlobal(items.back().name) && !items.back().values.empty())) items.push_back({});
    items.back().words.push_back(word);
    items.back().values.push_back(word);
  }
  return items;
}

// The option that says what is to be done; null: none does.
const Item* deciding(const std::vector<Item>& items) {
  const Item* found = nullptr;
  for (const auto& item : items) {
    if (!kCommands.contains(item.name)) continue;
    if (found && found->name != item.name)
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

std::optional<Respelled> respelled(const Arguments& arguments) {
  auto items = itemsOf(arguments);
  // An option before the command's name is the program's.
  const auto isCommand = [](const Item& item) { return item.name.empty(); };
  const auto command = std::ranges::find_if(items, isCommand);
  if (command == items.end() || command->words != Arguments{"authorise"}) return std::nullopt;
  const std::vector<Item> rest(command + 1, items.end());
  if (std::ranges::any_of(rest, isCommand)) return std::nullopt;
  const auto asksForHelp = [](const Item& item) { return item.name == "--help" || item.name == "-h"; };
  if (std::ranges::any_of(rest, asksForHelp)) return std::nullopt;

  const Item* decides = deciding(rest);
  const auto& meant = decides ? kCommands.at(decides->name) : kList;
  const bool keepsOption = meant.name == "batch";
  Respelled result;
  for (auto item = items.begin(); item != command; ++item)
    result.arguments.insert(result.arguments.end(), item->words.begin(), item->words.end());
  result.arguments.insert(result.arguments.end(), {"authorise", std::string(meant.name)});
  if (decides && !keepsOption)
    result.arguments.insert(result.arguments.end(), decides->values.begin(), decides->values.end());
  for (const auto& item : rest) {
    if (meant.ignored.contains(item.name) || (decides && item.name == decides->name && !keepsOption)) continue;
    result.arguments.insert(result.arguments.end(), item.words.begin(), item.words.end());
  }
  const std::string option = decides ? " " + decides->name : "";
  result.before = "balalyk authorise" + option;
  result.after = "balalyk authorise " + std::string(meant.name) + (keepsOption ? option : "");
  return result;
}

}  // namespace balalyk
