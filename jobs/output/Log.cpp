#include "jobs/output/Log.h"

#include <Poco/Channel.h>
#include <Poco/Exception.h>
#include <Poco/FileChannel.h>
#include <Poco/FormattingChannel.h>
#include <Poco/SyslogChannel.h>
#include <Poco/Timestamp.h>

#include <algorithm>

#include "connectors/texts/Messages.h"
#include "jobs/output/Console.h"
#include "jobs/output/EventFormatter.h"

namespace balalyk {
namespace {

// Poco's ConsoleChannel would write into the status line of a terminal.
class LineChannel final : public Poco::Channel {
 public:
  explicit LineChannel(Console& console) : console_(console) {}
  void log(const Poco::Message& message) override { console_.line(message.getText()); }

 private:
  Console& console_;
};

// In no registry, so that it ends with its Log.
class EventLogger final : public Poco::Logger {
 public:
  EventLogger(Poco::Channel::Ptr channel, LogLevel level) : Logger("balalyk", channel, priorityOf(level)) {}
};

// Poco's own purge removes whatever begins with the log's name and a dot, as a database beside it may.
class RotatedFile final : public Poco::FileChannel {
 public:
  explicit RotatedFile(const Log::Options& options)
      : FileChannel(options.file.string()), oldest_(options.file.string() + "." + std::to_string(options.keep)) {
    setProperty(PROP_ROTATION, std::to_string(options.rotateAt));
    setProperty(PROP_ARCHIVE, "number");
  }
  void log(const Poco::Message& message) override {
    FileChannel::log(message);
    std::error_code none;
    std::filesystem::remove(oldest_, none);
  }

 private:
  const std::filesystem::path oldest_;  // one more than are kept
};

Poco::Channel::Ptr syslogChannel() {
  Poco::Channel::Ptr channel =
      new Poco::SyslogChannel("balalyk", Poco::SyslogChannel::SYSLOG_PID, Poco::SyslogChannel::SYSLOG_DAEMON);
  channel->open();  // not at the first event, which may come from two threads at once
  return channel;
}

Poco::Channel::Ptr channelOf(Console& console, const Log::Options& options) {
  switch (options.channel) {
    case Log::Channel::file:
      return new RotatedFile(options);
    case Log::Channel::syslog:
      return syslogChannel();
    case Log::Channel::console:
      break;
  }
  return new LineChannel(console);
}

}  // namespace

LogLevel logLevelFrom(std::string_view word) {
  return std::ranges::find(kLogLevels, word, &LogLevelName::word)->level;
}

Log::Log(Console& console, const Messages& messages, const Options& options, Now now)
    : console_(console),
      now_(std::move(now)),
      formatter_(new EventFormatter(messages, options.format)),
      logger_(new EventLogger(new Poco::FormattingChannel(formatter_, channelOf(console, options)), options.level)) {}

bool Log::shows(LogLevel level) const {
  return logger_->is(priorityOf(level));
}

void Log::event(LogLevel level, std::string_view event, const Params& params) const {
  if (shows(level)) write(level, event, params, nullptr);
}

void Log::problem(LogLevel level, std::string_view event, const Problem& problem, const Params& params) const {
  if (shows(level)) write(level, event, params, &problem);
}

void Log::write(LogLevel level, std::string_view event, const Params& params, const Problem* problem) const {
  using std::chrono::duration_cast, std::chrono::microseconds;
  auto message = messageOf(level, event, params, problem);
  message.setTime(Poco::Timestamp(duration_cast<microseconds>(now_().time_since_epoch()).count()));
  try {
    logger_->log(message);
  } catch (const Poco::Exception&) {
    // A full disk must not stop the work, and what happened is not lost.
    const auto show = [&](const Poco::Message& shown) {
      std::string line;
      formatter_->format(shown, line);
      console_.line(line);
    };
    if (!channelFailed_.exchange(true)) {
      auto hint = messageOf(LogLevel::warning, "channelFailed", {}, nullptr);
      hint.setTime(message.getTime());
      show(hint);
    }
    show(message);
  }
}

}  // namespace balalyk
