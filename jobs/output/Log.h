#pragma once

#include <Poco/AutoPtr.h>
#include <Poco/Formatter.h>
#include <Poco/Logger.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "jobs/output/LogLevel.h"
#include "pipeline/Error.h"

namespace balalyk {

class Console;
class Messages;

LogLevel logLevelFrom(std::string_view word);  // one of kLogLevels

// What happens, by way of a Poco::Logger: one line for each event, text for people or JSON for programs. An event is a
// code of the catalogue (`log.<event>`) with parameters: identifiers and counts, never a value of a record.
class Log {
 public:
  using Params = std::map<std::string, std::string>;
  enum class Format { text, json };
  enum class Channel { console, file, syslog };  // console: its error side
  struct Options {
    LogLevel level = LogLevel::information;
    Format format = Format::text;
    Channel channel = Channel::console;
    std::filesystem::path file = {};  // of the file channel; files before it are file.0, file.1 …
    std::uint64_t rotateAt = 10 << 20;
    int keep = 10;  // files before it
  };
  using Now = std::function<std::chrono::system_clock::time_point()>;

  Log(Console& console, const Messages& messages, const Options& options, Now now = std::chrono::system_clock::now);

  void event(LogLevel level, std::string_view event, const Params& params = {}) const;
  // The same with what is wrong: its code and parameters in JSON, its text otherwise.
  void problem(LogLevel level, std::string_view event, const Problem& problem, const Params& params = {}) const;
  bool shows(LogLevel level) const;

 private:
  void write(LogLevel level, std::string_view event, const Params& params, const Problem* problem) const;

  Console& console_;
  Now now_;
  mutable Poco::AutoPtr<Poco::Formatter> formatter_;  // an AutoPtr is as const as what it points to
  mutable Poco::AutoPtr<Poco::Logger> logger_;
  mutable std::atomic<bool> channelFailed_ = false;
};

}  // namespace balalyk
