#include "jobs/output/Log.h"

#include <Poco/Channel.h>
#include <Poco/Exception.h>
#include <Poco/FileChannel.h>
#include <Poco/FormattingChannel.h>
#include <Poco/SyslogChannel.h>
#include <Poco/Timestamp.h>

#include <algorithm>

#include "jobs/output/Console.h"
#include "jobs/output/EventFormatter.h"
#include "jobs/text/Messages.h"

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

Poco::Channel::Ptr fileChannel(const Log::Options& options) {
  Poco::Channel::Ptr channel = new Poco::FileChannel(options.file.string());
  channel->setProperty(Poco::FileChannel::PROP_ROTATION, std::to_string(options.rotateAt));
  channel->setProperty(Poco::FileChannel::PROP_ARCHIVE, "number");
  channel->setProperty(Poco::FileChannel::PROP_PURGECOUNT, std::to_string(options.keep));
  return channel;
}

Poco::Channel::Ptr syslogChannel() {
  Poco::Channel::Ptr channel =
      new Poco::SyslogChannel("balalyk", Poco::SyslogChannel::SYSLOG_PID, Poco::SyslogChannel::SYSLOG_DAEMON);
  channel->open();  // not at the first event, which may come from two threads at once
  return channel;
}

Poco::Channel::Ptr channelOf(Console& console, const Log::Options& options) {
  switch (options.channel) {
    case Log::Channel::file:
      return fileChannel(options);
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
      messages_(messages),
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
    if (!channelFailed_.exchange(true)) console_.line(messages_.text("log.channelFailed"));
    std::string line;
    formatter_->format(message, line);
    console_.line(line);
  }
}

}  // namespace balalyk
