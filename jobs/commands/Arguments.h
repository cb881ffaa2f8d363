#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace balalyk {

class Messages;

// What the catalogues call a command: "template.check" for "template check".
std::string keyOf(std::string_view commandName);

// Gives an option its description from the catalogue: `option.<command>.<option>`, or, where several commands share it,
// `option.<group>.<option>` or `option.<option>`.
class Describe {
 public:
  Describe(const Messages& messages, std::string_view command) : messages_(messages), command_(command) {}
  std::string operator()(std::string_view option) const;
  // The word for an option's value in the help: `value.<word>`, as FILE or NUMBER.
  std::string value(std::string_view word) const;

 private:
  const Messages& messages_;
  std::string command_;
};

// What a command takes from its command line. An option's description is the catalogue's, by its key; the word for its
// value is `value.<word>`. CLI11 is behind it, and is compiled once.
class Arguments {
 public:
  Arguments(CLI::App& app, const Describe& describe) : app_(app), describe_(describe) {}

  class Option {
   public:
    explicit Option(CLI::Option* option) : option_(option) {}
    Option& required();
    Option& excludes(const Option& other);
    Option& between(int least, int most);
    Option& oneOf(std::vector<std::string> words);  // shown in place of a word for the value
    Option& separatedBy(char delimiter);

   private:
    CLI::Option* option_;
  };

  Option flag(const char* name, bool& given, std::string_view key);
  // A name without dashes is that of a word in its place.
  Option value(const char* name, std::string& taken, std::string_view key, std::string_view word = {});
  Option value(const char* name, std::vector<std::string>& taken, std::string_view key, std::string_view word = {});
  Option value(const char* name, std::filesystem::path& taken, std::string_view key, std::string_view word = {});
  Option value(const char* name, int& taken, std::string_view key, std::string_view word = {});
  Option value(const char* name, std::uint64_t& taken, std::string_view key, std::string_view word = {});

 private:
  template <class T>
  Option add(const char* name, T& taken, std::string_view key, std::string_view word);

  CLI::App& app_;
  const Describe& describe_;
};

}  // namespace balalyk
