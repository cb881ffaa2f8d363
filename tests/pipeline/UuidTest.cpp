#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "pipeline/domain/Uuid.h"

namespace balalyk::tests {
namespace {

const std::chrono::system_clock::time_point kMoment{std::chrono::milliseconds(1'764'471'534'123)};

BOOST_AUTO_TEST_SUITE(Uuids)

BOOST_AUTO_TEST_CASE(those_of_one_millisecond_sort_by_when_they_were_made) {
  std::string before;
  for (int i = 0; i < 2000; ++i) {
    const auto id = newUuid(kMoment);
    BOOST_REQUIRE_LT(before, id);
    before = id;
  }
  BOOST_TEST(before < newUuid(kMoment + std::chrono::milliseconds(1)));
}

BOOST_AUTO_TEST_CASE(one_of_the_moment_before_does_not_disturb_the_order) {
  const auto moment = kMoment + std::chrono::hours(1);
  for (int i = 0; i < 200; ++i) {
    const auto first = newUuid(moment);
    BOOST_TEST(newUuid(moment - std::chrono::milliseconds(1)) < first);
    BOOST_REQUIRE_LT(first, newUuid(moment));
  }
}

BOOST_AUTO_TEST_CASE(no_two_are_the_same_however_many_one_millisecond_has) {
  std::set<std::string> ids;
  for (int i = 0; i < 10'000; ++i) ids.insert(newUuid(kMoment));
  BOOST_TEST(ids.size() == 10'000u);
}

// RFC 9562, 5.7: 48 bits of time, version 7, variant 10.
BOOST_AUTO_TEST_CASE(its_form_is_that_of_version_seven) {
  const auto id = newUuid(kMoment);
  BOOST_TEST(id.size() == 36u);
  BOOST_TEST(id.substr(0, 13) == "019ad2b2-f22b");
  BOOST_TEST(id[14] == '7');
  BOOST_TEST(std::string("89ab").find(id[19]) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
