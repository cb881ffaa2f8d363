#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

struct SessionsOfTest : TestDatabase {
  Sessions& sessions() { return open().sessions(); }
  void age(const std::string& column, seconds by) {
    sql("UPDATE portal_session SET " + column + " = " + column + " - $1",
        {std::int64_t{std::chrono::milliseconds(by).count()}});
  }
  const SessionLimits limits{.idle = minutes(30), .longest = minutes(600)};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SessionsOfThePortal, SessionsOfTest)

BOOST_AUTO_TEST_CASE(a_session_is_found_until_it_is_ended) {
  sessions().create({"d1", "A1", ""});
  BOOST_REQUIRE(sessions().find("d1", limits));
  BOOST_CHECK_EQUAL(sessions().find("d1", limits)->accountId, "A1");
  BOOST_CHECK(!sessions().find("d2", limits));
  sessions().end("d1");
  BOOST_CHECK(!sessions().find("d1", limits));
}

BOOST_AUTO_TEST_CASE(a_session_ends_when_it_is_idle_and_a_used_one_ends_at_its_longest) {
  sessions().create({"d1", "A1", ""});
  age("seen_at", minutes(29));
  BOOST_REQUIRE(sessions().find("d1", limits));
  BOOST_CHECK(sessions().find("d1", limits)->stale);
  sessions().touch("d1");
  BOOST_CHECK(!sessions().find("d1", limits)->stale);
  age("seen_at", minutes(29));
  BOOST_CHECK(sessions().find("d1", limits));
  age("seen_at", minutes(2));
  BOOST_CHECK(!sessions().find("d1", limits));
  sessions().create({"d2", "A1", ""});
  age("begun_at", minutes(601));
  BOOST_CHECK(!sessions().find("d2", limits));
}

BOOST_AUTO_TEST_CASE(signing_in_replaces_the_session_and_its_forms_are_known_until_the_sweep) {
  sessions().create({"before", "", ""});
  sessions().beginOnce("before", "t", minutes(1));
  sessions().replace("before", {"after", "A1", "Firefox"});
  BOOST_CHECK(!sessions().find("before", limits));
  BOOST_CHECK_EQUAL(sessions().find("after", limits)->accountId, "A1");
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM portal_once"), 1);
  sessions().sweep(limits);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM portal_once"), 0);
}

BOOST_AUTO_TEST_CASE(only_its_owner_ends_a_session_and_the_trail_says_how) {
  sessions().create({"d1", "A1", "Firefox"});
  sessions().create({"d2", "A1", ""});
  BOOST_CHECK_EQUAL(sessions().find("d1", limits)->browser, "Firefox");
  BOOST_CHECK(!sessions().endOwn("A2", "d1", Sessions::Ended::fromAnother));
  BOOST_CHECK(sessions().find("d1", limits));
  BOOST_CHECK(sessions().endOwn("A1", "d1", Sessions::Ended::fromAnother));
  BOOST_CHECK(sessions().endOwn("A1", "d2", Sessions::Ended::signedOut));
  BOOST_CHECK(!sessions().endOwn("A1", "d2", Sessions::Ended::signedOut));
  std::vector<std::string> events;
  open().audit().walk([&](const AuditEntry& entry) { events.push_back(entry.actor + " " + entry.event); });
  BOOST_TEST(events == (std::vector<std::string>{"A1 sessionEnded", "A1 signedOut"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(all_sessions_of_an_account_end_but_the_own) {
  for (const char* digest : {"d1", "d2", "d3"}) sessions().create({digest, "A1", ""});
  sessions().create({"d4", "A2", ""});
  BOOST_CHECK_EQUAL(sessions().list("A1", limits).size(), 3u);
  BOOST_CHECK_EQUAL(sessions().endAll("A1", "d2"), 2);
  const auto left = sessions().list("A1", limits);
  BOOST_REQUIRE_EQUAL(left.size(), 1u);
  BOOST_CHECK_EQUAL(left[0].digest, "d2");
  BOOST_CHECK_EQUAL(sessions().endAll("A1", ""), 1);
  BOOST_CHECK(sessions().find("d4", limits));
}

BOOST_AUTO_TEST_CASE(what_no_longer_lives_is_swept_with_its_forms) {
  sessions().create({"old", "A1", ""});
  sessions().beginOnce("old", "t", minutes(1));
  age("seen_at", minutes(31));
  sessions().create({"new", "A1", ""});
  sessions().beginOnce("new", "t", minutes(1));
  BOOST_CHECK_EQUAL(sessions().sweep(limits), 1);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM portal_session"), 1);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM portal_once"), 1);
}

BOOST_AUTO_TEST_CASE(of_many_clicks_exactly_one_begins_and_the_others_get_its_answer) {
  open();
  std::atomic<int> begun{0};
  {
    std::vector<std::jthread> clicks;
    for (int i = 0; i < 6; ++i) {
      clicks.emplace_back([&] {
        const auto database = openDatabase(connection());
        if (database->sessions().beginOnce("d", "t", minutes(1)).state == OnceBefore::State::begun) ++begun;
      });
    }
  }
  BOOST_CHECK_EQUAL(begun, 1);
  BOOST_CHECK(sessions().beginOnce("d", "t", minutes(1)).state == OnceBefore::State::running);
  sessions().finishOnce("d", "t", "/applications/7");
  const auto after = sessions().beginOnce("d", "t", seconds(0));
  BOOST_CHECK(after.state == OnceBefore::State::done);
  BOOST_CHECK_EQUAL(after.location, "/applications/7");
  BOOST_CHECK(sessions().beginOnce("d", "u", minutes(1)).state == OnceBefore::State::begun);
  BOOST_CHECK(sessions().beginOnce("other", "t", minutes(1)).state == OnceBefore::State::begun);
}

BOOST_AUTO_TEST_CASE(what_was_dropped_or_left_by_a_dead_process_may_begin_again) {
  BOOST_CHECK(sessions().beginOnce("d", "t", minutes(1)).state == OnceBefore::State::begun);
  sessions().dropOnce("d", "t");
  BOOST_CHECK(sessions().beginOnce("d", "t", minutes(1)).state == OnceBefore::State::begun);
  sql("UPDATE portal_once SET begun_at = begun_at - 61000");
  BOOST_CHECK(sessions().beginOnce("d", "t", minutes(1)).state == OnceBefore::State::begun);
  BOOST_CHECK(sessions().beginOnce("d", "t", minutes(1)).state == OnceBefore::State::running);
  sessions().finishOnce("d", "t", "/");
  sessions().dropOnce("d", "t");  // what is done stays done
  BOOST_CHECK(sessions().beginOnce("d", "t", minutes(1)).state == OnceBefore::State::done);
}

BOOST_AUTO_TEST_CASE(a_form_whose_process_was_killed_is_not_waited_for) {
  BOOST_CHECK(sessions().beginOnce("d", "t", minutes(1)).state == OnceBefore::State::begun);
  BOOST_CHECK(sessions().beginOnce("d", "t", minutes(1)).state == OnceBefore::State::running);  // we live
  // A name ends with when its process began: of this number it is another one.
  sql("UPDATE portal_once SET runner = runner || '0'");
  const auto other = openDatabase(connection());
  BOOST_CHECK(other->sessions().beginOnce("d", "t", minutes(1)).state == OnceBefore::State::begun);
  BOOST_CHECK(sessions().beginOnce("d", "t", minutes(1)).state == OnceBefore::State::running);
  sql("UPDATE portal_once SET runner = runner || '0'");
  other->sessions().finishOnce("d", "t", "/");
  BOOST_CHECK(sessions().beginOnce("d", "t", minutes(1)).state == OnceBefore::State::done);
  // Of who begun before it had a name nothing is known.
  sessions().beginOnce("d", "u", minutes(1));
  sql("UPDATE portal_once SET runner = ''");
  BOOST_CHECK(sessions().beginOnce("d", "u", minutes(1)).state == OnceBefore::State::running);
}

BOOST_AUTO_TEST_SUITE_END()
