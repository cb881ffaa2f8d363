#include <boost/test/unit_test.hpp>

#include "ForeignView.h"
#include "TakenPortal.h"
#include "pipeline/actions/Regenerate.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/stages/CurrentRecords.h"
#include "pipeline/stages/NewDocuments.h"
#include "pipeline/stages/Take.h"

using namespace balalyk;
using namespace balalyk::tests;

// The night's first step over what the views show, as it is in the database.

namespace {

const std::string kApplications = "balalyk_decided_application";

const auto kNoOverlap = TakeOptions{.overlap = milliseconds(0)};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(TakeFromViews, TakenPortal)

BOOST_AUTO_TEST_CASE(a_row_of_the_future_is_taken_and_reported_and_passes_over_no_later_decision) {
  decide("A1");
  decide("A2");
  changeTime("A2", "2100000000000");  // 2036
  const auto first = take(kNoOverlap);
  BOOST_CHECK_EQUAL(first.taken.at(Kind::voucherApproval), 2);
  BOOST_TEST(
      ofViews(first) == std::vector<std::string>{"recordTimesInFuture(count=1, key=A2, view=" + kApplications + ")"},
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
  queue().setCursor("applications", {2'100'000'000'000, "A9"});
  const auto summary = take(kNoOverlap);
  BOOST_CHECK(taken("A1"));
  BOOST_TEST(ofViews(summary) == std::vector<std::string>{"cursorInFuture(view=" + kApplications + ")"},
             boost::test_tools::per_element());
  BOOST_CHECK_LE(cursor(), now());
  BOOST_CHECK_GT(cursor(), 0);
  BOOST_CHECK(take(kNoOverlap).ofViews.empty());
}

BOOST_AUTO_TEST_CASE(a_cursor_of_a_view_that_shows_nothing_in_time_leaves_the_future_too) {
  queue().setCursor("applications", {2'100'000'000'000, "A9"});
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
    BOOST_TEST(
        ofViews(summary) == std::vector<std::string>{"recordsShownTwice(count=1, key=A1, view=" + kApplications + ")"},
        boost::test_tools::per_element());
    const auto document = archive().latest(Source::application, "A1").value();
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
  const auto results = queue().take(batch, "test");
  BOOST_CHECK(stateOf(results.at(0).documentId) == State::superseded);
  BOOST_CHECK(stateOf(results.at(1).documentId) == State::decided);
  BOOST_CHECK_EQUAL(count(State::decided), 1);
  BOOST_CHECK_EQUAL(count(State::superseded), 1);
}

// ---------------------------------------------------------------- what is shown twice

BOOST_AUTO_TEST_CASE(a_key_shown_twice_stops_what_was_under_way_and_makes_no_endless_revisions) {
  decide("A1");
  take();
  bring("A1", State::sent);
  showInstead(*this, kApplications, {}, "FROM shown UNION ALL SELECT * FROM shown");
  for (int night = 0; night < 2; ++night) {
    take();
    BOOST_CHECK(stateOfRecord("A1") == State::returned);
    BOOST_CHECK_EQUAL(latest("A1").revision, 1);
    BOOST_CHECK_EQUAL(count(State::sent), 0);
    BOOST_CHECK_EQUAL(count(State::returned), 1);
  }
}

// ---------------------------------------------------------------- withdrawn

BOOST_AUTO_TEST_CASE(a_decision_taken_back_withdraws_what_is_under_way_wherever_it_is) {
  for (const auto state : {State::decided, State::sent, State::authorised, State::signed_}) {
    const std::string key = toString(state);
    decide(key);
    take(kNoOverlap);
    if (state != State::decided) bring(key, state);
    undecide(key);
    const auto summary = take(kNoOverlap);
    BOOST_CHECK_EQUAL(summary.withdrawn.at(Kind::voucherApproval), 1);
    const auto document = latest(key);
    BOOST_CHECK(document.state == State::withdrawn);
    BOOST_CHECK(document.problems == std::vector<Problem>({{"recordWithdrawn", {{"view", kApplications}}}}));
    BOOST_CHECK_EQUAL(events(document.id).back(), "withdrawn");
    BOOST_CHECK(document.container.has_value() == (state == State::signed_));
    for (const auto stage : {Stage::fill, Stage::sign, Stage::publish}) BOOST_CHECK(claim(stage).empty());
    BOOST_CHECK(!queue().retry(document.id, "operator"));
    BOOST_CHECK(take(kNoOverlap).withdrawn.empty());
  }
  BOOST_CHECK_EQUAL(count(State::withdrawn), 4);
}

BOOST_AUTO_TEST_CASE(a_returned_and_a_quarantined_document_are_withdrawn_too) {
  decide("A1");
  decide("A2");
  sql("UPDATE application SET sitting_date = NULL WHERE id = 'A1'");
  take();
  const auto held = claim(Stage::fill).at(0);
  BOOST_REQUIRE(queue().fail("w1", {held.document.id, held.token, Stage::fill, Disposition::quarantined, {"bad", {}}}));
  undecide("A1");
  undecide("A2");
  take();
  BOOST_CHECK(stateOfRecord("A1") == State::withdrawn);
  BOOST_CHECK(stateOfRecord("A2") == State::withdrawn);
}

BOOST_AUTO_TEST_CASE(a_worker_that_holds_a_withdrawn_document_has_lost_it) {
  decide("A1");
  take();
  const auto held = claim(Stage::fill).at(0);
  undecide("A1");
  take();
  BOOST_CHECK(!complete(held, Stage::fill));
  BOOST_CHECK(stateOfRecord("A1") == State::withdrawn);
}

BOOST_AUTO_TEST_CASE(what_is_decided_again_becomes_a_new_revision_though_nothing_changed) {
  decide("A1");
  take();
  undecide("A1");
  take();
  decide("A1");
  take();
  BOOST_CHECK(stateOfRecord("A1") == State::decided);
  BOOST_CHECK_EQUAL(latest("A1").revision, 2);
  BOOST_CHECK_EQUAL(count(State::withdrawn), 0);
  take();
  BOOST_CHECK_EQUAL(latest("A1").revision, 2);
}

BOOST_AUTO_TEST_CASE(a_withdrawn_document_gives_its_number_up) {
  decide("A1", "12");
  take();
  decide("A2", "12");
  take();
  BOOST_REQUIRE(stateOfRecord("A2") == State::returned);
  undecide("A1");
  take();
  take();
  BOOST_CHECK(stateOfRecord("A2") == State::decided);
}

BOOST_AUTO_TEST_CASE(a_published_document_is_flagged_and_never_withdrawn_when_its_record_is_gone) {
  decide("A1");
  decide("A2");
  take();
  bring("A1", State::published);
  undecide("A1");
  const auto found = take({.publishedCompared = 1});
  BOOST_TEST(found.goneAfterPublication == std::vector<std::string>{latest("A1").id}, boost::test_tools::per_element());
  BOOST_CHECK(found.withdrawn.empty());
  BOOST_CHECK(stateOfRecord("A1") == State::published);
  BOOST_CHECK_EQUAL(timesFlagged("A1", "recordGoneAfterPublication"), 1);
  BOOST_CHECK(take().goneAfterPublication.empty());
  BOOST_CHECK_EQUAL(timesFlagged("A1", "recordGoneAfterPublication"), 1);
  decide("A1");
  take();
  take();
  BOOST_CHECK_EQUAL(timesFlagged("A1", "recordGoneAfterPublication"), 0);
  BOOST_CHECK(!open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(a_view_that_shows_nothing_any_more_withdraws_nothing) {
  for (int i = 1; i <= 6; ++i) decide("A" + std::to_string(i));
  take();
  bring("A6", State::published);
  showInstead(*this, kApplications, {}, "FROM shown WHERE 1 = 0");
  const auto summary = take();
  BOOST_TEST(ofViews(summary) == std::vector<std::string>{"viewShowsNothing(view=" + kApplications + ")"},
             boost::test_tools::per_element());
  BOOST_CHECK_EQUAL(count(State::decided), 5);
  BOOST_CHECK_EQUAL(timesFlagged("A6", "recordGoneAfterPublication"), 0);
}

// ---------------------------------------------------------------- changed elsewhere

BOOST_AUTO_TEST_CASE(what_changed_without_a_new_time_of_change_is_found_while_it_is_under_way) {
  decide("A1");
  take();
  bring("A1", State::sent);
  cursorPastAll();
  sql("UPDATE commission SET name_ky = 'Башка'");
  take(kNoOverlap);
  BOOST_CHECK(stateOfRecord("A1") == State::decided);
  BOOST_CHECK_EQUAL(latest("A1").revision, 2);
}

BOOST_AUTO_TEST_CASE(an_upload_that_was_replaced_under_its_id_becomes_a_new_revision) {
  tables.putUpload("U1", "протокол.pdf", "first");
  tables.put(uploadedMeal());
  take();
  const auto first = archive().latest(Source::mealSubsidy, "S1").value();
  const auto frozen = std::get<MealSubsidy>(fromXml(archive().recordXml(first.id).value()));
  BOOST_CHECK_EQUAL(frozen.uploadDigest, recordDigest("first"));
  BOOST_CHECK(frozen.uploadSize == 5);
  queue().setCursor("meal-subsidies", {now(), ""});
  take(kNoOverlap);
  BOOST_CHECK_EQUAL(archive().latest(Source::mealSubsidy, "S1")->revision, 1);
  tables.putUpload("U1", "протокол.pdf", "other");
  take(kNoOverlap);
  const auto second = archive().latest(Source::mealSubsidy, "S1").value();
  BOOST_CHECK_EQUAL(second.revision, 2);
  BOOST_CHECK(stateOf(first.id) == State::superseded);
}

BOOST_AUTO_TEST_CASE(an_upload_whose_id_stands_for_several_files_returns_its_record) {
  tables.putUpload("U1", "протокол.pdf", "first");
  tables.put(uploadedMeal());
  showInstead(*this, "balalyk_upload", {}, "FROM shown UNION ALL SELECT * FROM shown");
  take();
  const auto document = archive().latest(Source::mealSubsidy, "S1").value();
  BOOST_CHECK(document.state == State::returned);
  BOOST_REQUIRE_EQUAL(document.problems.size(), 1u);
  BOOST_CHECK_EQUAL(toString(document.problems[0]), "columnUnreadable(column=upload_id, found=severalFiles)");
}

BOOST_AUTO_TEST_CASE(an_upload_that_is_missing_or_beyond_measure_has_no_digest) {
  tables.put(uploadedMeal());
  BOOST_CHECK_EQUAL(open().records().mealSubsidy("S1")->uploadDigest, "");
  BOOST_CHECK(!open().records().mealSubsidy("S1")->uploadSize);
  tables.putUpload("U1", "протокол.pdf", std::string(kLargestUpload + 1, 'x'));
  BOOST_CHECK_EQUAL(open().records().mealSubsidy("S1")->uploadDigest, "");
  BOOST_CHECK(open().records().mealSubsidy("S1")->uploadSize == static_cast<std::int64_t>(kLargestUpload) + 1);
}

// ---------------------------------------------------------------- looked at again

BOOST_AUTO_TEST_CASE(a_number_that_became_free_lets_the_returned_record_continue) {
  decide("A1", "12");
  take();
  decide("A2", "12");
  take();
  BOOST_REQUIRE(stateOfRecord("A2") == State::returned);
  const auto entries = open().audit().size();
  cursorPastAll();
  take(kNoOverlap);
  BOOST_CHECK_EQUAL(open().audit().size(), entries);  // nothing changed, nothing is written
  decide("A1", "13");
  const auto summary = take(kNoOverlap);
  BOOST_CHECK(stateOfRecord("A2") == State::decided);
  BOOST_CHECK(latest("A2").problems.empty());
  BOOST_CHECK_EQUAL(latest("A2").revision, 1);
  BOOST_CHECK_EQUAL(summary.taken.at(Kind::voucherApproval), 2);
  BOOST_CHECK_EQUAL(claim(Stage::fill).size(), 2u);
  decide("A3", "12");
  take(kNoOverlap);
  BOOST_CHECK(stateOfRecord("A3") == State::returned);
}

BOOST_AUTO_TEST_CASE(a_sitting_date_that_came_lets_the_returned_record_continue) {
  decide("A1");
  // As if it was taken on the day before its sitting.
  auto early = newDocument(check(open().records().application("A1").value(), day(2026, 11, 1)));
  BOOST_REQUIRE(early.problems == std::vector<Problem>({{"sittingDateInFuture", {}}}));
  const auto id = queue().take({&early, 1}, "night").at(0).documentId;
  BOOST_REQUIRE(stateOf(id) == State::returned);
  cursorPastAll();
  take(kNoOverlap);
  BOOST_CHECK(stateOf(id) == State::decided);
  BOOST_CHECK_EQUAL(count(State::returned), 0);
}

BOOST_AUTO_TEST_CASE(what_a_person_or_a_stage_returned_stays_returned_while_its_record_is_the_same) {
  decide("A1");
  decide("A2");
  take();
  bring("A1", State::sent);
  BOOST_REQUIRE(authorisations().reject(latest("A1").id, "M1", "ката"));
  const auto held = claim(Stage::fill).at(0);
  BOOST_REQUIRE(
      queue().fail("w1", {held.document.id, held.token, Stage::fill, Disposition::returned, {"valueRefused", {}}}));
  take();
  BOOST_CHECK(stateOfRecord("A1") == State::returned);
  BOOST_CHECK_EQUAL(latest("A1").reason, "ката");
  BOOST_CHECK(stateOfRecord("A2") == State::returned);
  BOOST_CHECK_EQUAL(latest("A2").revision, 1);
}

BOOST_AUTO_TEST_CASE(numbers_that_look_the_same_are_one) {
  decide("A1", "К-77");  // Cyrillic
  decide("A2", "K-77");  // Latin
  decide("A3", "К-7О");  // an O
  decide("A4", "К-70");
  take();
  const auto returnedOf = [&](const char* one, const char* other) {
    return stateOfRecord(one) == State::returned ? latest(one) : latest(other);
  };
  BOOST_CHECK_EQUAL(count(State::decided), 2);
  for (const auto& document : {returnedOf("A1", "A2"), returnedOf("A3", "A4")}) {
    BOOST_REQUIRE_EQUAL(document.problems.size(), 1u);
    BOOST_CHECK_EQUAL(document.problems[0].code, "numberLooksUsed");
  }
}

// More bytes than an index of PostgreSQL takes, and none like the next, so that nothing is saved by compression.
std::string manyLetters() {
  std::string text;
  for (int i = 0; i < 5'000; ++i) {
    const int letter = 0x4E00 + i * 37 % 20'000;
    text += {static_cast<char>(0xE0 | letter >> 12), static_cast<char>(0x80 | (letter >> 6 & 0x3F)),
             static_cast<char>(0x80 | (letter & 0x3F))};
  }
  return text;
}

BOOST_AUTO_TEST_CASE(a_number_or_name_that_no_index_takes_is_returned_and_stops_no_other) {
  decide("A1", manyLetters());
  auto given = application("A2");
  given.benefits = {categories[0]};
  given.protocolNumber = "2";
  given.child.name.surname = manyLetters();
  tables.put(given, PortalTables::Decision::approved);
  decide("A3");
  take();
  BOOST_CHECK(stateOfRecord("A1") == State::returned);
  BOOST_CHECK(stateOfRecord("A2") == State::returned);
  BOOST_CHECK(stateOfRecord("A3") == State::decided);
  BOOST_CHECK_EQUAL(archive().find({.number = manyLetters()}).size(), 1u);
  BOOST_CHECK_EQUAL(archive().find({.name = manyLetters()}).size(), 1u);
}

BOOST_AUTO_TEST_SUITE_END()
