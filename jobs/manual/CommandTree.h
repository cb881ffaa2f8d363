#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace balalyk {

// A command as it is typed after the program's name, "authorise batch"; the program itself is "".
struct NamedCommand {
  std::string name;
  const CLI::App* app = nullptr;
};

// The program, its commands and theirs, in the order of the help.
std::vector<NamedCommand> commandTree(const CLI::App& program);

std::vector<std::string> namesOf(const CLI::Option& option);  // "-h", "--help"; of a word in its place none
bool takesValue(const CLI::Option& option);
std::string valueWord(const CLI::Option& option);               // "FILE"; a choice: "ky|ru"
std::vector<std::string> choicesOf(const CLI::Option& option);  // empty: any

}  // namespace balalyk
