#include <boost/test/unit_test.hpp>

#include "ForeignView.h"
#include "PortalFixture.h"
#include "pipeline/stages/Take.h"

using namespace balalyk;
using namespace balalyk::tests;

// The night's first step over what the views show, as it stands in the database.

namespace {

const std::string kApplications = "balalyk_decided_application";

struct TakenPortal : Portal {
  void decide(const std::string& key, const std::string& number = "") {
    auto given = application(key);
    given.protocolNumber = number.empty() ? key : number;
    given.benefits = {categories[0]};
    tables.put(given, PortalTables::Decision::approved);
  }

  void changeTime(const std::string& key, const std::string& expression) {
    sql("UPDATE application SET changed_at = " + expression + " WHERE id = '" + key + "'");
  }

  TakeSummary take(TakeOptions options = {}) { return balalyk::Take(open()).run("night", options); }

  std::vector<std::string> ofViews(const TakeSummary& summary) {
    std::vector<std::string> texts;
    for (const auto& problem : summary.ofViews) texts.push_back(toString(problem));
    return texts;
  }

  State stateOfRecord(const std::string& key) {
    return documents().latest(Source::application, key).value().state;
  }
  bool taken(const std::string& key) { return documents().latest(Source::application, key).has_value(); }
  std::int64_t cursor() { return documents().cursor("applications").changedAt; }
  std::int64_t now() { return open().now().time_since_epoch().count(); }
};

const auto kNoOverlap = TakeOptions{.overlap = milliseconds(0)};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(TakeFromViews, TakenPortal)

BOOST_AUTO_TEST_CASE(a_row_of_the_future_is_taken_and_reported_and_passes_over_no_later_decision) {
  decide("A1");
  decide("A2");
  changeTime("A2", "2100000000000");  // 2036
  const auto first = take(kNoOverlap);
  BOOST_CHECK_EQUAL(first.taken.at(Kind::voucherApproval), 2);
  BOOST_TEST(ofViews(first) == std::vector<std::string>{"recordTimesInFuture(count=1, key=A2, view=" + kApplications +
                                                        ")"},
             boost::test_tools::per_element());
  BOOST_CHECK_LE(cursor(), now());
  decide("A3");
  const auto second = take(kNoOverlap);
  BOOST_CHECK(taken("A3"));
  BOOST_CHECK_EQUAL(ofViews(second).size(), 1u);
  BOOST_CHECK_LE(cursor(), now());
}

BOOST_AUTO_TEST_CASE(times_in_microseconds_or_none_at_all_are_taken_and_counted) {
  for (const auto* key : {"A1", "A2", "A3", "A4", "A5"}) decide(key);
  changeTime("A1", "changed_at * 1000");
  changeTime("A2", "changed_at * 1000");
  changeTime("A4", "-5");
  showInstead(*this, kApplications, {{"changed_at", "CASE WHEN key = 'A3' THEN NULL ELSE changed_at END"}});
  const auto summary = take({.overlap = milliseconds(0), .batch = 1});
  BOOST_CHECK_EQUAL(summary.taken.at(Kind::voucherApproval), 5);
  const std::vector<std::string> wanted{"recordTimesMissing(count=2, key=A3, view=" + kApplications + ")",
                                        "recordTimesInFuture(count=2, key=A1, view=" + kApplications + ")"};
  BOOST_TEST(ofViews(summary) == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_cursor_that_stood_in_the_future_recovers_and_takes_what_it_passed_over) {
  decide("A1");
  documents().setCursor("applications", {2'100'000'000'000, "A9"});
  const auto summary = take(kNoOverlap);
  BOOST_CHECK(taken("A1"));
  BOOST_TEST(ofViews(summary) == std::vector<std::string>{"cursorInFuture(view=" + kApplications + ")"},
             boost::test_tools::per_element());
  BOOST_CHECK_LE(cursor(), now());
  BOOST_CHECK_GT(cursor(), 0);
  BOOST_CHECK(take(kNoOverlap).ofViews.empty());
}

BOOST_AUTO_TEST_CASE(a_cursor_of_a_view_that_shows_nothing_in_time_leaves_the_future_too) {
  documents().setCursor("applications", {2'100'000'000'000, "A9"});
  take();
  BOOST_CHECK_EQUAL(cursor(), 0);
}

BOOST_AUTO_TEST_CASE(many_rows_of_one_time_between_two_milliseconds_are_all_read) {
  for (int i = 1; i <= 7; ++i) decide("A" + std::to_string(i));
  sql("UPDATE application SET changed_at = 1700000000000");
  showInstead(*this, kApplications, {{"changed_at", "changed_at + 0.5"}});
  const auto summary = take({.batch = 2});
  BOOST_CHECK_EQUAL(summary.taken.at(Kind::voucherApproval), 7);
  BOOST_CHECK_EQUAL(cursor(), 1'700'000'000'000);
}

BOOST_AUTO_TEST_CASE(a_key_that_is_shown_twice_is_one_returned_document_and_the_counts_hold) {
  decide("A1");
  decide("A2");
  showInstead(*this, kApplications, {},
              "FROM shown UNION ALL SELECT COLUMNS FROM (SELECT * FROM shown WHERE key = 'A1') AS again");
  sql("UPDATE application SET comments = 'башка' WHERE id = 'A1'");
  for (int night = 0; night < 2; ++night) {
    const auto summary = take();
    BOOST_TEST(ofViews(summary) == std::vector<std::string>{"recordsShownTwice(count=1, key=A1, view=" +
                                                            kApplications + ")"},
               boost::test_tools::per_element());
    const auto document = documents().latest(Source::application, "A1").value();
    BOOST_CHECK(document.state == State::returned);
    BOOST_CHECK(document.problems == std::vector<Problem>({{"recordShownTwice", {{"count", "2"}}}}));
    BOOST_CHECK_EQUAL(document.revision, 1);
    BOOST_CHECK(stateOfRecord("A2") == State::decided);
    BOOST_CHECK_EQUAL(count(State::decided), 1);
    BOOST_CHECK_EQUAL(count(State::returned), 1);
    BOOST_CHECK_EQUAL(count(State::superseded), 0);
  }
}

BOOST_AUTO_TEST_CASE(rows_without_a_key_are_counted) {
  decide("A1");
  decide("A2");
  showInstead(*this, kApplications, {{"key", "CASE WHEN key = 'A1' THEN NULL ELSE key END"}});
  const auto summary = take();
  BOOST_TEST(ofViews(summary) == std::vector<std::string>{"recordsWithoutKey(count=1, view=" + kApplications + ")"},
             boost::test_tools::per_element());
  BOOST_CHECK(taken("A2"));
  BOOST_CHECK_EQUAL(summary.taken.at(Kind::voucherApproval), 1);
}

BOOST_AUTO_TEST_CASE(one_record_twice_in_a_batch_with_different_content_leaves_one_that_is_due) {
  const std::vector batch{newDocument("A1", "first"), newDocument("A1", "second")};
  const auto results = documents().take(batch, "test");
  BOOST_CHECK(stateOf(results.at(0).documentId) == State::superseded);
  BOOST_CHECK(stateOf(results.at(1).documentId) == State::decided);
  BOOST_CHECK_EQUAL(count(State::decided), 1);
  BOOST_CHECK_EQUAL(count(State::superseded), 1);
}

BOOST_AUTO_TEST_SUITE_END()
