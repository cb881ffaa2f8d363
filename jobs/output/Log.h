#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "pipeline/Error.h"

namespace balalyk {

class Console;
class Messages;

enum class LogLevel { error, warning, information, debug };
LogLevel logLevelFrom(const std::string& word);  // as in the setting log.level

// Writes what happens to the console's error side, one line for each event: text for people, or JSON for programs. An
// event is a code of the catalogue (`log.<event>`) with parameters: identifiers and counts, never a value of a record.
class Log {
 public:
  using Params = std::map<std::string, std::string>;
  enum class Format { text, json };
  using Now = std::function<std::string()>;  // the time as written: RFC 3339

  Log(Console& console, const Messages& messages, LogLevel level, Format format);
  Log(Console& console, const Messages& messages, LogLevel level, Format format, Now now);

  void event(LogLevel level, std::string_view event, const Params& params = {}) const;
  // The same with what is wrong: its code and parameters in JSON, its text otherwise.
  void problem(LogLevel level, std::string_view event, const Problem& problem, const Params& params = {}) const;
  bool shows(LogLevel level) const { return level <= level_; }

 private:
  Console& console_;
  const Messages& messages_;
  LogLevel level_;
  Format format_;
  Now now_;
};

}  // namespace balalyk
