#include "pipeline/ports/Notices.h"

#include "pipeline/domain/Zone.h"

namespace balalyk {

const char* toString(NoticeKind kind) {
  return kind == NoticeKind::waiting ? "waiting" : "outcome";
}

const char* toString(NoticeState state) {
  switch (state) {
    case NoticeState::open:
      return "open";
    case NoticeState::composed:
      return "composed";
    case NoticeState::sent:
      return "sent";
    case NoticeState::dropped:
      return "dropped";
    case NoticeState::failed:
      break;
  }
  return "failed";
}

Timestamp withinHours(const NoticeTimes& times, const Zone& zone, Timestamp time) {
  const auto day = std::chrono::sys_days(zone.dateOf(time));
  const auto begin = zone.startOf(day) + std::chrono::hours(times.fromHour);
  const auto end = zone.startOf(day) + std::chrono::hours(times.untilHour);
  if (time < begin) return begin;
  return time < end ? time : zone.startOf(day + std::chrono::days(1)) + std::chrono::hours(times.fromHour);
}

}  // namespace balalyk
