#include <boost/test/unit_test.hpp>

#include "ForeignView.h"
#include "TakenPortal.h"

using namespace balalyk;
using namespace balalyk::tests;

// Keys that a foreign view gives in a form in which the database does not find them again: their records would seem to
// be gone, and be withdrawn.

namespace {

const std::string kApplications = "balalyk_decided_application";

struct KeysPortal : TakenPortal {
  KeysPortal() {
    for (const auto* key : {"A1", "A2", "A3"}) decide(key);
    // Far enough apart: what is older than the overlap is not read again but compared.
    changeTime("A1", "100000000000");
    changeTime("A2", "200000000000");
  }

  // Two nights, the second of which compares what it does not read.
  std::vector<std::string> twoNights() {
    const auto said = ofViews(take());
    BOOST_CHECK(take().withdrawn.empty());
    return said;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ViewKeys, KeysPortal)

BOOST_AUTO_TEST_CASE(keys_of_a_fixed_width_are_found_again, *boost::unit_test::precondition(onlyOnPostgres)) {
  showInstead(
      *this, kApplications,
      {{"key", "key::CHAR(12)"}, {"commission_id", "commission_id::CHAR(20)"}, {"child_pin", "child_pin::CHAR(20)"}});
  BOOST_CHECK(twoNights().empty());
  for (const auto* key : {"A1", "A2", "A3"}) BOOST_CHECK(stateOfRecord(key) == State::decided);
}

BOOST_AUTO_TEST_CASE(keys_that_are_not_texts_are_counted_and_nothing_of_them_is_withdrawn,
                     *boost::unit_test::precondition(onlyOnSqlite)) {
  for (const auto* key :
       {"CAST(key AS BLOB)", "abs(substr(key, 2))", "CAST(substr(key, 2) AS REAL)", "key || char(0) || '1'"}) {
    KeysPortal portal;
    showInstead(portal, kApplications, {{"key", std::string("CASE key WHEN 'A3' THEN key ELSE ") + key + " END"}});
    BOOST_TEST(portal.twoNights() == std::vector<std::string>{"recordsWithoutKey(count=2, view=" + kApplications + ")"},
               boost::test_tools::per_element());
    BOOST_CHECK(portal.stateOfRecord("A3") == State::decided);
  }
}

BOOST_AUTO_TEST_CASE(a_number_for_a_key_and_no_time_of_change_is_not_passed_over,
                     *boost::unit_test::precondition(onlyOnSqlite)) {
  showInstead(*this, kApplications, {{"key", "CAST(substr(key, 2) AS INTEGER)"}, {"changed_at", "NULL"}});
  BOOST_TEST(twoNights() == std::vector<std::string>{"recordsWithoutKey(count=3, view=" + kApplications + ")"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
