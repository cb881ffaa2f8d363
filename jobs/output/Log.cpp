#include "jobs/output/Log.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include "jobs/output/Console.h"
#include "jobs/output/JsonWriter.h"
#include "jobs/output/TextWidth.h"
#include "jobs/text/Messages.h"
#include "jobs/text/ProblemText.h"

namespace balalyk {
namespace {

std::string timeNow() {
  return Poco::DateTimeFormatter::format(Poco::Timestamp(), Poco::DateTimeFormat::ISO8601_FRAC_FORMAT);
}

const char* toString(LogLevel level) {
  switch (level) {
    case LogLevel::error:
      return "error";
    case LogLevel::warning:
      return "warning";
    case LogLevel::information:
      return "information";
    case LogLevel::debug:
      return "debug";
  }
  return "";
}

}  // namespace

LogLevel logLevelFrom(const std::string& word) {
  for (const auto level : {LogLevel::error, LogLevel::warning, LogLevel::information})
    if (word == toString(level)) return level;
  return LogLevel::debug;
}

Log::Log(Console& console, const Messages& messages, LogLevel level, Format format)
    : Log(console, messages, level, format, timeNow) {}

Log::Log(Console& console, const Messages& messages, LogLevel level, Format format, Now now)
    : console_(console), messages_(messages), level_(level), format_(format), now_(std::move(now)) {}

void Log::event(LogLevel level, std::string_view event, const Params& params) const {
  if (!shows(level)) return;
  if (format_ == Format::text) {
    console_.line(now_() + " " + printable(messages_.text("log." + std::string(event), params)));
    return;
  }
  JsonWriter json(JsonWriter::Layout::oneLine);
  json.beginObject().member("time", now_()).member("level", toString(level)).member("event", event);
  for (const auto& [name, value] : params) json.member(name, value);
  console_.line(json.endObject().text());
}

void Log::problem(LogLevel level, std::string_view event, const Problem& problem, const Params& params) const {
  if (!shows(level)) return;
  if (format_ == Format::text) {
    Params all = params;
    all["problem"] = describe(messages_, problem).what;
    console_.line(now_() + " " + printable(messages_.text("log." + std::string(event), all)));
    return;
  }
  JsonWriter json(JsonWriter::Layout::oneLine);
  json.beginObject().member("time", now_()).member("level", toString(level)).member("event", event);
  for (const auto& [name, value] : params) json.member(name, value);
  json.member("problem", problem.code);
  for (const auto& [name, value] : problem.params) json.member("problem." + name, value);
  console_.line(json.endObject().text());
}

}  // namespace balalyk
