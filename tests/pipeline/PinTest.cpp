#include "pipeline/domain/Pin.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "Examples.h"

using namespace balalyk;
using namespace balalyk::examples;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(Pin)

struct Possible {
  const char* pin;
  Sex sex;
  Date birthDate;
};
std::ostream& operator<<(std::ostream& out, const Possible& one) {
  return out << one.pin;
}

const Possible kPossible[] = {
    {"11505202000001", Sex::female, day(2020, 5, 15)}, {"21505202099999", Sex::male, day(2020, 5, 15)},
    {"12902202000001", Sex::female, day(2020, 2, 29)}, {"22902200000001", Sex::male, day(2000, 2, 29)},
    {"10101190000000", Sex::female, day(1900, 1, 1)},  {"22211202500000", Sex::male, kToday},
};

BOOST_DATA_TEST_CASE(a_possible_pin_gives_sex_and_birth_date, data::make(kPossible), one) {
  const auto facts = readPin(one.pin, kToday);
  BOOST_REQUIRE(facts);
  BOOST_TEST((facts->sex == one.sex));
  BOOST_TEST((facts->birthDate == one.birthDate));
}

const char* const kImpossible[] = {
    "",                 // absent
    "1150520200000",    // 13 digits
    "115052020000011",  // 15 digits
    "01505202000001",
    "31505202000001",  // neither female nor male
    "12902202100001",
    "12902190000001",  // no leap years: 2021, 1900
    "13104202000001",  // 31 April
    "10001202000001",
    "11500202000001",  // day 0, month 0
    "13201202000001",
    "11513202000001",  // day 32, month 13
    "11505189900001",  // before 1900
    "12311202500001",  // tomorrow
    "1150520200000a",
    "1-505202000001",
    " 1505202000001",
    "1150520200000\xD9\xA1",  // no ASCII digits
};

BOOST_DATA_TEST_CASE(an_impossible_pin_is_not_read, data::make(kImpossible), pin) {
  BOOST_TEST(!readPin(pin, kToday));
}

BOOST_AUTO_TEST_CASE(a_pin_with_a_nul_byte_is_not_read) {
  BOOST_TEST(!readPin(std::string_view("1150520200000\0", 14), kToday));
}

BOOST_AUTO_TEST_SUITE_END()
