#include <boost/test/unit_test.hpp>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

struct Portal : TestDatabase {
  PendingSignIns& pending() { return open().pendingSignIns(); }
  Feedback& feedback() { return open().feedback(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(PendingSignInsAndFeedback, Portal)

BOOST_AUTO_TEST_CASE(a_pending_sign_in_is_taken_once_by_its_browser_and_replaced_by_the_next) {
  BOOST_CHECK(pending().keep("b1", {"oidc", "state", "/feedback", "typed=feedback"}));
  BOOST_CHECK(pending().keep("b1", {"infocom", "state 2", "/settings", ""}));
  BOOST_CHECK(!pending().take("b2"));
  const auto taken = pending().take("b1");
  BOOST_REQUIRE(taken);
  BOOST_CHECK_EQUAL(taken->provider, "infocom");
  BOOST_CHECK_EQUAL(taken->kept, "state 2");
  BOOST_CHECK_EQUAL(taken->next, "/settings");
  BOOST_CHECK(taken->typed.empty());
  BOOST_CHECK(!pending().take("b1"));
}

BOOST_AUTO_TEST_CASE(a_pending_sign_in_lives_for_half_an_hour) {
  pending().keep("b1", {"oidc", "state", "", ""});
  sql("UPDATE portal_pending_sign_in SET begun_at = begun_at - $1", {std::int64_t{31 * 60'000}});
  BOOST_CHECK(!pending().take("b1"));
  pending().keep("b2", {"oidc", "state", "", ""});
  sql("UPDATE portal_pending_sign_in SET begun_at = begun_at - $1", {std::int64_t{31 * 60'000}});
  pending().keep("b3", {"oidc", "state", "", ""});
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM portal_pending_sign_in"), 1);
}

BOOST_AUTO_TEST_CASE(texts_of_unknown_browsers_are_limited_and_signing_in_is_not) {
  for (int i = 0; i < 200; ++i) BOOST_REQUIRE(pending().keep("b" + std::to_string(i), {"oidc", "", "", "typed"}));
  BOOST_CHECK(!pending().keep("one more", {"oidc", "state", "/", "typed"}));
  BOOST_CHECK_EQUAL(pending().take("one more")->kept, "state");
}

BOOST_AUTO_TEST_CASE(feedback_is_kept_newest_first_and_limited_by_day_and_account) {
  for (int i = 0; i < kFeedbackDaily; ++i)
    BOOST_CHECK(feedback().add("A1", "/members", "message " + std::to_string(i), ""));
  BOOST_CHECK(!feedback().add("A1", "", "one too many", ""));
  sql("UPDATE portal_feedback SET written_at = written_at - 1000");
  BOOST_CHECK(feedback().add("A3", "", "of a form", uuid(3)));
  BOOST_CHECK(feedback().add("A3", "", "of a form", uuid(3)));
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM portal_feedback WHERE account_id = 'A3'"), 1);
  sql("DELETE FROM portal_feedback WHERE account_id = 'A3'");
  BOOST_CHECK(feedback().add("A2", "", "of another", ""));
  const auto newest = feedback().newest(2);
  BOOST_REQUIRE_EQUAL(newest.size(), 2u);
  BOOST_CHECK_EQUAL(newest[0].message, "of another");
  BOOST_CHECK(newest[1].message.starts_with("message "));  // those of one millisecond have no order
  BOOST_CHECK_EQUAL(newest[1].accountId, "A1");
  BOOST_CHECK_EQUAL(newest[1].page, "/members");
  sql("UPDATE portal_feedback SET written_at = written_at - $1", {std::int64_t{25L * 3'600'000}});
  BOOST_CHECK(feedback().add("A1", "", "the next day", ""));
  open().audit().walk([](const AuditEntry& entry) { BOOST_CHECK(entry.detail.find("message") == std::string::npos); });
}

BOOST_AUTO_TEST_SUITE_END()
