#include "pipeline/domain/Zone.h"

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/tztrans.h>

#include <cstdlib>

#include "pipeline/Error.h"

namespace balalyk {
namespace {

using std::chrono::days, std::chrono::floor, std::chrono::milliseconds;

UDate icuTime(std::chrono::milliseconds sinceEpoch) {
  return static_cast<UDate>(sinceEpoch.count());
}

void require(UErrorCode status) {
  if (U_FAILURE(status)) throw Error("timeZoneUnavailable", {{"detail", u_errorName(status)}});
}

// "Area/Place" or "UTC", and one that ICU has: it would take "GMT+6" too, and hand out an unknown zone for the rest.
std::unique_ptr<icu::BasicTimeZone> zoneNamed(std::string_view name) {
  if (name != "UTC" && name.find('/') == std::string_view::npos) return nullptr;
  const auto id = icu::UnicodeString::fromUTF8({name.data(), static_cast<int32_t>(name.size())});
  icu::UnicodeString canonical;
  UBool system = false;
  UErrorCode status = U_ZERO_ERROR;
  icu::TimeZone::getCanonicalID(id, canonical, system, status);
  if (U_FAILURE(status) || !system) return nullptr;
  std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
  if (!zone || *zone == icu::TimeZone::getUnknown()) return nullptr;
  auto* basic = dynamic_cast<icu::BasicTimeZone*>(zone.get());
  if (basic) static_cast<void>(zone.release());
  return std::unique_ptr<icu::BasicTimeZone>(basic);
}

}  // namespace

struct Zone::Rules {
  std::unique_ptr<icu::BasicTimeZone> zone;

  milliseconds offsetAt(Timestamp time) const {
    int32_t raw = 0, saving = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone->getOffset(icuTime(time.time_since_epoch()), false, raw, saving, status);
    require(status);
    return milliseconds(raw + saving);
  }

  // Where a clock shows this time; the earlier one if it does so twice.
  Timestamp atLocal(std::chrono::local_time<milliseconds> local) const {
    int32_t raw = 0, saving = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone->getOffsetFromLocal(icuTime(local.time_since_epoch()), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, raw, saving,
                             status);
    require(status);
    return Timestamp(local.time_since_epoch() - milliseconds(raw + saving));
  }

  std::chrono::local_time<milliseconds> local(Timestamp time) const {
    return std::chrono::local_time<milliseconds>(time.time_since_epoch() + offsetAt(time));
  }
};

Zone::Zone(std::string_view name) : name_(name) {
  auto zone = zoneNamed(name);
  if (!zone) throw Error("timeZoneUnknown", {{"zone", name_}});
  rules_ = std::make_shared<const Rules>(Rules{std::move(zone)});
}

bool Zone::isKnown(std::string_view name) {
  return zoneNamed(name) != nullptr;
}

Date Zone::dateOf(Timestamp time) const {
  return Date(floor<days>(rules_->local(time)));
}

Timestamp Zone::startOf(Date date) const {
  const Timestamp start = rules_->atLocal(std::chrono::local_days(date));
  // Clocks that were put forward over midnight never showed it: the day began at that change.
  icu::TimeZoneTransition change;
  if (rules_->zone->getPreviousTransition(icuTime(start.time_since_epoch()), true, change)) {
    const Timestamp changed(milliseconds(static_cast<std::int64_t>(change.getTime())));
    if (changed < start && dateOf(changed) >= date && dateOf(changed - milliseconds(1)) < date) return changed;
  }
  return start;
}

std::string Zone::offset(Timestamp time) const {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(rules_->offsetAt(time)).count();
  return fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60);
}

std::string Zone::toMinutes(Timestamp time) const {
  return toSeconds(time).erase(16, 3);
}

std::string Zone::toSeconds(Timestamp time) const {
  const auto shown = rules_->local(time);
  const auto day = floor<days>(shown);
  const Date date(day);
  const std::chrono::hh_mm_ss clock(floor<std::chrono::seconds>(shown - day));
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} {}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), offset(time));
}

}  // namespace balalyk
