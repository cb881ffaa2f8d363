#include "pipeline/domain/Zone.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "Examples.h"
#include "pipeline/Error.h"
#include "pipeline/domain/IsoDate.h"
#include "signing/Time.h"

using namespace balalyk;
using namespace balalyk::examples;
namespace data = boost::unit_test::data;

namespace {

Timestamp at(const char* iso) {
  return signing::fromIso(iso).value();
}

std::string iso(Timestamp time) {
  return signing::toIso(std::chrono::floor<std::chrono::seconds>(time));
}

struct Moment {
  const char *zone, *utc, *date, *offset;
};
std::ostream& operator<<(std::ostream& out, const Moment& one) {
  return out << one.zone << " " << one.utc;
}

struct Day {
  const char *zone, *date, *start;
};
std::ostream& operator<<(std::ostream& out, const Day& one) {
  return out << one.zone << " " << one.date;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Zones)

const Moment kMoments[] = {
    // The night of the first in Bishkek is still the last of the month in UTC.
    {"Asia/Bishkek", "2026-09-30T19:00:00Z", "2026-10-01", "+06:00"},
    {"Asia/Bishkek", "2026-09-30T18:00:00Z", "2026-10-01", "+06:00"},
    {"Asia/Bishkek", "2026-09-30T17:59:59Z", "2026-09-30", "+06:00"},
    {"Asia/Bishkek", "2026-12-31T17:59:59Z", "2026-12-31", "+06:00"},
    {"Asia/Bishkek", "2026-12-31T18:00:00Z", "2027-01-01", "+06:00"},
    {"Asia/Bishkek", "2028-02-28T18:00:00Z", "2028-02-29", "+06:00"},
    {"Asia/Bishkek", "1969-12-31T17:00:00Z", "1969-12-31", "+06:00"},
    // Clocks were put forward until 2005.
    {"Asia/Bishkek", "2004-07-01T18:00:00Z", "2004-07-02", "+06:00"},
    {"Asia/Bishkek", "2004-12-31T18:30:00Z", "2004-12-31", "+05:00"},
    {"UTC", "2026-12-31T23:59:59Z", "2026-12-31", "+00:00"},
    {"Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29", "+01:00"},
    {"Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29", "+02:00"},
    {"Europe/Berlin", "2026-12-31T23:00:00Z", "2027-01-01", "+01:00"},
    {"America/New_York", "2027-01-01T04:59:59Z", "2026-12-31", "-05:00"},
    {"America/St_Johns", "2026-07-01T02:29:59Z", "2026-06-30", "-02:30"},
    {"Asia/Kathmandu", "2026-07-01T18:15:00Z", "2026-07-02", "+05:45"},
    {"Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-01-01", "+14:00"},
};

BOOST_DATA_TEST_CASE(a_moment_belongs_to_the_day_of_the_place, data::make(kMoments), one) {
  const Zone zone(one.zone);
  BOOST_TEST(isoDate(zone.dateOf(at(one.utc))) == one.date);
  BOOST_TEST(zone.offset(at(one.utc)) == one.offset);
}

const Day kDays[] = {
    {"Asia/Bishkek", "2026-10-01", "2026-09-30T18:00:00Z"},
    {"Asia/Bishkek", "2027-01-01", "2026-12-31T18:00:00Z"},
    {"Asia/Bishkek", "2028-02-29", "2028-02-28T18:00:00Z"},
    {"UTC", "2026-10-01", "2026-10-01T00:00:00Z"},
    // The days on which clocks change, and the ones after.
    {"Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z"},
    {"Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z"},
    {"Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z"},
    {"Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00Z"},
    // No midnight: clocks go from 24:00 to 01:00.
    {"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"},
    // Midnight twice: from 24:00 back to 23:00. The day begins at the second.
    {"America/Sao_Paulo", "2019-02-17", "2019-02-17T03:00:00Z"},
    // Back from 00:01 to 23:01: the day began, and a minute later the one before came back.
    {"America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z"},
    // From 23:30 forward to 00:30: the day began in the gap.
    {"America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z"},
    // Never was: Samoa went over the date line.
    {"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},
    {"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},
};

BOOST_DATA_TEST_CASE(a_day_begins_at_its_first_moment, data::make(kDays), one) {
  BOOST_TEST(iso(Zone(one.zone).startOf(dateFromIso(one.date).value())) == one.start);
}

BOOST_DATA_TEST_CASE(every_day_of_twenty_years_holds_its_start_and_not_the_moment_before,
                     data::make({"Asia/Bishkek", "Europe/Berlin", "America/New_York", "America/Santiago",
                                 "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe"}),
                     name) {
  const Zone zone(name);
  const std::chrono::sys_days first = day(2015, 1, 1), end = day(2035, 1, 1);
  for (auto one = first; one < end; one += std::chrono::days(1)) {
    const auto start = zone.startOf(Date(one));
    BOOST_REQUIRE(zone.dateOf(start) == Date(one));
    BOOST_REQUIRE(zone.dateOf(start - std::chrono::milliseconds(1)) == Date(one - std::chrono::days(1)));
  }
}

BOOST_AUTO_TEST_CASE(a_time_for_people_says_its_offset) {
  const Zone zone("Asia/Bishkek");
  BOOST_TEST(zone.name() == "Asia/Bishkek");
  BOOST_TEST(zone.toMinutes(at("2026-12-31T19:05:09Z")) == "2027-01-01 01:05 +06:00");
  BOOST_TEST(zone.toSeconds(at("2026-12-31T19:05:09Z")) == "2027-01-01 01:05:09 +06:00");
  BOOST_TEST(zone.toSeconds(at("1969-12-31T00:00:01Z") + std::chrono::milliseconds(999)) ==
             "1969-12-31 06:00:01 +06:00");
}

BOOST_DATA_TEST_CASE(what_is_not_the_name_of_a_zone_is_refused,
                     data::make({"", "Bishkek", "asia/bishkek", "Asia/Bischkek", "Asia/Bishkek ", "Asia/", "/",
                                 "+06:00", "GMT+6", "BST", "EST5EDT", "Etc/Unknown", "../etc/localtime",
                                 "Азия/Бишкек"}),
                     name) {
  BOOST_TEST(!Zone::isKnown(name));
  const auto refused = [&](const Error& error) {
    return error.problem() == Problem{"timeZoneUnknown", std::map<std::string, std::string>{{"zone", name}}};
  };
  BOOST_CHECK_EXCEPTION(Zone(std::string_view(name)), Error, refused);
}

BOOST_AUTO_TEST_SUITE_END()
