#pragma once

#include <Poco/Message.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace balalyk {

enum class LogLevel { error, warning, information, debug };

// A level, its word in the setting log.level and in JSON, and what Poco calls it; in the order of LogLevel.
struct LogLevelName {
  LogLevel level;
  std::string_view word;
  Poco::Message::Priority priority;
};
inline constexpr std::array kLogLevels{
    LogLevelName{LogLevel::error, "error", Poco::Message::PRIO_ERROR},
    LogLevelName{LogLevel::warning, "warning", Poco::Message::PRIO_WARNING},
    LogLevelName{LogLevel::information, "information", Poco::Message::PRIO_INFORMATION},
    LogLevelName{LogLevel::debug, "debug", Poco::Message::PRIO_DEBUG},
};

constexpr Poco::Message::Priority priorityOf(LogLevel level) {
  return kLogLevels[static_cast<std::size_t>(level)].priority;
}

}  // namespace balalyk
