#pragma once

#include <Poco/Formatter.h>
#include <Poco/Message.h>

#include "jobs/output/Log.h"

namespace balalyk {

// An event as a message of Poco, whose text is the event's code. Poco::Message does not list its parameters: one of
// them, kParameterNames, holds the names of the others in their order, separated by blanks.
inline constexpr const char* kParameterNames = "*";
inline constexpr const char* kProblemParameter = "problem";  // the code of what is wrong …
inline constexpr const char* kProblemPrefix = "problem.";    // … and before the names of its parameters
Poco::Message messageOf(LogLevel level, std::string_view event, const Log::Params& params, const Problem* problem);

// Writes such a message as the catalogue's text or as JSON, on one line.
class EventFormatter final : public Poco::Formatter {
 public:
  EventFormatter(const Messages& messages, Log::Format format) : messages_(messages), format_(format) {}
  void format(const Poco::Message& message, std::string& text) override;

 private:
  std::string asText(const Poco::Message& message) const;

  const Messages& messages_;
  const Log::Format format_;
};

}  // namespace balalyk
