#include "jobs/output/Progress.h"

#include <algorithm>

#include "connectors/texts/Messages.h"
#include "connectors/texts/TextWidth.h"

namespace balalyk {
namespace {

constexpr std::size_t kBarColumns = 24;

std::string bar(const Progress& progress, std::size_t columns) {
  const auto full = progress.total > 0
                        ? static_cast<std::size_t>(
                              static_cast<double>(columns) *
                              std::min(1.0, static_cast<double>(progress.done) / static_cast<double>(progress.total)))
                        : 0;
  std::string text;
  for (std::size_t i = 0; i < columns; ++i) text += i < full ? "█" : "░";
  return text;
}

Messages::Params figures(const Progress& progress, const Messages& messages) {
  const auto left = progress.remaining();
  return {{"done", messages.number(progress.done)},
          {"total", messages.number(progress.total)},
          {"rate", messages.decimal(progress.perSecond(), 1)},
          {"left", left.count() < 0 ? "…" : writeDuration(messages, left)}};
}

}  // namespace

double Progress::perSecond() const {
  const auto seconds = std::chrono::duration<double>(elapsed).count();
  return seconds > 0 ? static_cast<double>(done) / seconds : 0;
}

std::chrono::seconds Progress::remaining() const {
  if (done >= total) return std::chrono::seconds(0);
  const double rate = perSecond();
  if (rate <= 0) return std::chrono::seconds(-1);
  return std::chrono::seconds(static_cast<std::int64_t>(static_cast<double>(total - done) / rate) + 1);
}

std::string writeDuration(const Messages& messages, std::chrono::milliseconds duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  if (duration < std::chrono::seconds(10) && duration.count() % 1000 != 0)
    return messages.text("duration.short",
                         {{"seconds", messages.decimal(static_cast<double>(duration.count()) / 1000, 1)}});
  if (seconds < 60) return messages.text("duration.seconds", {{"seconds", std::to_string(seconds)}});
  if (seconds < 3600)
    return messages.text("duration.minutes",
                         {{"minutes", std::to_string(seconds / 60)}, {"seconds", std::to_string(seconds % 60)}});
  return messages.text("duration.hours",
                       {{"hours", std::to_string(seconds / 3600)}, {"minutes", std::to_string(seconds / 60 % 60)}});
}

std::string progressBar(const Progress& progress, const Messages& messages, std::size_t width) {
  std::string text = bar(progress, std::min(kBarColumns, width / 4)) + "  " +
                     messages.text("progress.bar", figures(progress, messages));
  for (const auto& [state, count] : progress.reached)
    if (count > 0)
      text += " · " + messages.text("state." + std::string(toString(state))) + " " + messages.number(count);
  return cutTo(text, width);
}

std::string progressLine(const Progress& progress, const Messages& messages) {
  return messages.text("progress.line", figures(progress, messages));
}

}  // namespace balalyk
