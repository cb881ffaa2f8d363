#include <boost/test/unit_test.hpp>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

struct Duty : TestDatabase {
  InformDuty& duty = open().informing();

  std::string published(const std::string& key) {
    const auto id = take(newDocument(key));
    sql("UPDATE balalyk_document SET state = 'published', stage = NULL, published_at = 5 WHERE id = $1", {id});
    return id;
  }
  std::string events(const std::string& id) {
    std::string text;
    for (const auto& entry : open().audit().ofDocument(id))
      if (entry.event.starts_with("applicant")) text += entry.event + " ";
    return text;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(InformingApplicants, Duty)

BOOST_AUTO_TEST_CASE(what_is_published_is_due_until_it_is_said_that_the_applicant_was_informed) {
  const auto first = published("A1"), second = published("A2");
  take(newDocument("A3"));  // not published
  BOOST_CHECK_EQUAL(open().applications().list({.commissionId = "K1"}).toInform, 2);
  BOOST_REQUIRE_EQUAL(duty.due("K1", 10).size(), 2u);
  BOOST_CHECK_EQUAL(duty.due("K1", 1).size(), 1u);
  BOOST_CHECK_EQUAL(duty.markInformed("K1", {first, first}, "aigul"), 1);
  BOOST_CHECK_EQUAL(duty.due("K1", 10).at(0).documentId, second);
  BOOST_CHECK_EQUAL(duty.due("K1", 10).at(0).applicationId, "A2");
  BOOST_REQUIRE_EQUAL(duty.informed("K1", 10).size(), 1u);
  BOOST_CHECK(duty.informed("K1", 10)[0].informedAt.has_value());
  BOOST_CHECK_EQUAL(events(first), "applicantInformed ");
}

BOOST_AUTO_TEST_CASE(a_mistake_is_taken_back) {
  const auto id = published("A1");
  duty.markInformed("K1", {id}, "aigul");
  BOOST_CHECK_EQUAL(duty.takeBack("K1", {id}, "aigul"), 1);
  BOOST_CHECK_EQUAL(duty.takeBack("K1", {id}, "aigul"), 0);
  BOOST_CHECK_EQUAL(open().applications().list({.commissionId = "K1"}).toInform, 1);
  BOOST_CHECK_EQUAL(events(id), "applicantInformed applicantNotInformed ");
}

BOOST_AUTO_TEST_CASE(another_commissions_secretary_can_neither_see_nor_tick_it) {
  const auto id = published("A1");
  BOOST_CHECK(duty.due("K2", 10).empty());
  BOOST_CHECK_EQUAL(duty.markInformed("K2", {id}, "bermet"), 0);
  duty.markInformed("K1", {id}, "aigul");
  BOOST_CHECK_EQUAL(duty.takeBack("K2", {id}, "bermet"), 0);
  BOOST_CHECK(duty.informed("K2", 10).empty());
}

BOOST_AUTO_TEST_SUITE_END()
