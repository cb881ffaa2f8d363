#include "jobs/commands/Arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "connectors/texts/Messages.h"

namespace balalyk {
namespace {

// "template" of "template.check"; empty for a single word.
std::string parentOf(const std::string& key) {
  const auto point = key.rfind('.');
  return key.substr(0, point == std::string::npos ? 0 : point);
}

}  // namespace

std::string keyOf(std::string_view commandName) {
  std::string key(commandName);
  std::replace(key.begin(), key.end(), ' ', '.');
  return key;
}

std::string Describe::operator()(std::string_view option) const {
  for (std::string command = keyOf(command_); !command.empty(); command.erase(parentOf(command).size())) {
    const std::string own = "option." + command + "." + std::string(option);
    if (messages_.has(own)) return messages_.text(own);
  }
  return messages_.text("option." + std::string(option));
}

std::string Describe::value(std::string_view word) const {
  return messages_.text("value." + std::string(word));
}

Arguments::Option& Arguments::Option::required() {
  option_->required();
  return *this;
}

Arguments::Option& Arguments::Option::excludes(const Option& other) {
  option_->excludes(other.option_);
  return *this;
}

Arguments::Option& Arguments::Option::between(int least, int most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

Arguments::Option& Arguments::Option::oneOf(std::vector<std::string> words) {
  std::string shown;
  for (const auto& word : words) shown += (shown.empty() ? "" : "|") + word;
  option_->check(CLI::IsMember(std::move(words)))->type_name(shown);
  return *this;
}

Arguments::Option& Arguments::Option::separatedBy(char delimiter) {
  option_->delimiter(delimiter);
  return *this;
}

template <class T>
Arguments::Option Arguments::add(const char* name, T& taken, std::string_view key, std::string_view word) {
  auto* option = app_.add_option(name, taken, describe_(key));
  if (!word.empty()) option->type_name(describe_.value(word));
  return Option(option);
}

Arguments::Option Arguments::flag(const char* name, bool& given, std::string_view key) {
  return Option(app_.add_flag(name, given, describe_(key)));
}

Arguments::Option Arguments::value(const char* name, std::string& taken, std::string_view key, std::string_view word) {
  return add(name, taken, key, word);
}

Arguments::Option Arguments::value(const char* name, std::vector<std::string>& taken, std::string_view key,
                                   std::string_view word) {
  return add(name, taken, key, word);
}

Arguments::Option Arguments::value(const char* name, std::filesystem::path& taken, std::string_view key,
                                   std::string_view word) {
  return add(name, taken, key, word);
}

Arguments::Option Arguments::value(const char* name, int& taken, std::string_view key, std::string_view word) {
  return add(name, taken, key, word);
}

Arguments::Option Arguments::value(const char* name, std::uint64_t& taken, std::string_view key,
                                   std::string_view word) {
  return add(name, taken, key, word);
}

}  // namespace balalyk
