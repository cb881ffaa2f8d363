#include "jobs/commands/Arguments.h"

#include <CLI/CLI.hpp>

#include "jobs/commands/Command.h"

namespace balalyk {

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
