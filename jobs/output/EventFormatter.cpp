#include "jobs/output/EventFormatter.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "connectors/texts/TextWidth.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

std::string_view wordOf(Poco::Message::Priority priority) {
  return std::ranges::find(kLogLevels, priority, &LogLevelName::priority)->word;
}

std::vector<std::string> namesIn(const Poco::Message& message) {
  std::istringstream names(message.get(kParameterNames, ""));
  std::vector<std::string> found;
  for (std::string name; names >> name;) found.push_back(name);
  return found;
}

std::string timeOf(const Poco::Message& message) {
  return Poco::DateTimeFormatter::format(message.getTime(), Poco::DateTimeFormat::ISO8601_FRAC_FORMAT);
}

std::string asJson(const Poco::Message& message) {
  signing::JsonWriter json(signing::JsonWriter::Layout::oneLine);
  json.beginObject().member("time", timeOf(message)).member("level", wordOf(message.getPriority()));
  json.member("event", message.getText());
  for (const auto& name : namesIn(message)) json.member(name, message.get(name));
  return json.endObject().text();
}

}  // namespace

Poco::Message messageOf(LogLevel level, std::string_view event, const Log::Params& params, const Problem* problem) {
  Poco::Message message("balalyk", std::string(event), priorityOf(level));
  std::string names;
  const auto set = [&](const std::string& name, const std::string& value) {
    names += (names.empty() ? "" : " ") + name;
    message.set(name, value);
  };
  for (const auto& [name, value] : params) set(name, value);
  if (problem) {
    set(kProblemParameter, problem->code);
    for (const auto& [name, value] : problem->params) set(kProblemPrefix + name, value);
  }
  message.set(kParameterNames, names);
  return message;
}

void EventFormatter::format(const Poco::Message& message, std::string& text) {
  text += format_ == Log::Format::json ? asJson(message) : asText(message);
}

std::string EventFormatter::asText(const Poco::Message& message) const {
  constexpr std::string_view kPrefix = kProblemPrefix;
  Log::Params params;
  Problem problem;
  for (const auto& name : namesIn(message)) {
    const auto& value = message.get(name);
    if (name == kProblemParameter)
      problem.code = value;
    else if (name.starts_with(kPrefix))
      problem.params[name.substr(kPrefix.size())] = value;
    else
      params[name] = value;
  }
  if (!problem.code.empty()) params[kProblemParameter] = describe(messages_, problem).what;
  return timeOf(message) + " " + printable(messages_.text("log." + message.getText(), params));
}

}  // namespace balalyk
