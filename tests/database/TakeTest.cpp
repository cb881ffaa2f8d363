#include <boost/test/unit_test.hpp>
#include <set>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

TakeResult takeOne(TestDatabase& test, const NewDocument& document) {
  return test.queue().take(std::span(&document, 1), "secretary").at(0);
}

NewDocument numbered(const std::string& key, const std::string& number, const std::string& content = "first") {
  auto document = newDocument(key, content);
  document.number = number;
  document.uniqueNumber = true;
  return document;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Take)

BOOST_AUTO_TEST_CASE(identifiers_are_unique_and_begin_with_the_time_so_that_those_of_one_night_lie_together) {
  TestDatabase test;
  const auto before = test.open().now();
  const auto ids = test.takeMany(50);
  const auto after = test.open().now();
  BOOST_CHECK_EQUAL(std::set<std::string>(ids.begin(), ids.end()).size(), 50u);
  for (const auto& id : ids) {
    BOOST_REQUIRE_EQUAL(id.size(), 36u);
    BOOST_CHECK_EQUAL(id[14], '7');
    const auto time = std::chrono::milliseconds(std::stoll(id.substr(0, 8) + id.substr(9, 4), nullptr, 16));
    BOOST_CHECK(time >= before.time_since_epoch() && time <= after.time_since_epoch());
  }
}

BOOST_AUTO_TEST_CASE(a_new_record_becomes_a_decided_document_with_all_that_was_given) {
  TestDatabase test;
  auto given = newDocument("A1");
  given.kind = Kind::voucherRefusal;
  given.priority = Priority::interactive;
  given.flags = {{"birthDateDiffers", {{"field", "child"}}}};
  given.synthetic = true;
  const auto result = takeOne(test, given);
  BOOST_CHECK(result.outcome == TakeOutcome::taken);
  const auto document = test.document(result.documentId);
  BOOST_CHECK(document.state == State::decided);
  BOOST_CHECK(document.kind == Kind::voucherRefusal);
  BOOST_CHECK_EQUAL(document.sourceKey, "A1");
  BOOST_CHECK_EQUAL(document.revision, 1);
  BOOST_CHECK_EQUAL(document.commissionName, "Бишкек комиссиясы");
  BOOST_CHECK_EQUAL(document.chairpersonId, "M1");
  BOOST_CHECK_EQUAL(document.subject, "Асанов Үсөн Өмүрбекович");
  BOOST_CHECK(document.date == day(2026, 11, 2));
  BOOST_CHECK(document.synthetic);
  BOOST_CHECK(document.priority == Priority::interactive);
  BOOST_CHECK(document.flags == given.flags);
  BOOST_CHECK_EQUAL(document.recordDigest, given.recordDigest);
  BOOST_CHECK(test.archive().recordXml(result.documentId) == given.recordXml);
  BOOST_CHECK(test.archive().latest(Source::application, "A1")->id == result.documentId);
}

BOOST_AUTO_TEST_CASE(taking_the_same_record_again_changes_nothing) {
  TestDatabase test;
  const auto first = takeOne(test, newDocument("A1"));
  const auto entries = test.open().audit().size();
  const auto again = takeOne(test, newDocument("A1"));
  BOOST_CHECK(again.outcome == TakeOutcome::unchanged);
  BOOST_CHECK_EQUAL(again.documentId, first.documentId);
  BOOST_CHECK_EQUAL(test.open().audit().size(), entries);
  BOOST_CHECK_EQUAL(test.archive().revisions(Source::application, "A1").size(), 1u);
}

BOOST_AUTO_TEST_CASE(a_record_that_is_twice_in_one_batch_is_taken_once) {
  TestDatabase test;
  const std::vector batch{newDocument("A1"), newDocument("A2"), newDocument("A1")};
  const auto results = test.queue().take(batch, "test");
  BOOST_CHECK(results.at(0).outcome == TakeOutcome::taken);
  BOOST_CHECK(results.at(1).outcome == TakeOutcome::taken);
  BOOST_CHECK(results.at(2).outcome == TakeOutcome::unchanged);
  BOOST_CHECK_EQUAL(results.at(2).documentId, results.at(0).documentId);
}

BOOST_AUTO_TEST_CASE(records_of_different_sources_may_share_a_key) {
  TestDatabase test;
  auto meal = newDocument("A1");
  meal.source = Source::mealSubsidy;
  meal.kind = Kind::mealSubsidy;
  BOOST_CHECK(takeOne(test, newDocument("A1")).outcome == TakeOutcome::taken);
  BOOST_CHECK(takeOne(test, meal).outcome == TakeOutcome::taken);
}

BOOST_AUTO_TEST_CASE(a_changed_record_supersedes_a_revision_that_is_not_signed_and_takes_it_from_its_worker) {
  TestDatabase test;
  const auto first = takeOne(test, newDocument("A1")).documentId;
  const auto claims = test.claim(Stage::fill);
  const auto second = takeOne(test, newDocument("A1", "second")).documentId;
  BOOST_CHECK(test.stateOf(first) == State::superseded);
  BOOST_CHECK_EQUAL(test.document(first).supersededBy, second);
  BOOST_CHECK_EQUAL(test.document(second).revision, 2);
  BOOST_CHECK(!test.complete(claims.at(0), Stage::fill));
  BOOST_CHECK(test.stateOf(first) == State::superseded);
  BOOST_CHECK_EQUAL(test.count(State::superseded), 1);
  BOOST_CHECK_EQUAL(test.count(State::decided), 1);
}

BOOST_AUTO_TEST_CASE(a_change_after_signing_is_reported_and_left_to_a_person) {
  TestDatabase test;
  for (const auto state : {State::signed_, State::published}) {
    const std::string key = toString(state);
    const auto id = test.documentIn(state, newDocument(key));
    const auto result = takeOne(test, newDocument(key, "second"));
    BOOST_CHECK(result.outcome == TakeOutcome::changedAfterSigning);
    BOOST_CHECK_EQUAL(result.documentId, id);
    BOOST_CHECK(test.stateOf(id) == state);
    BOOST_CHECK_EQUAL(test.archive().revisions(Source::application, key).size(), 1u);
  }
}

BOOST_AUTO_TEST_CASE(a_document_quarantined_after_signing_counts_as_signed) {
  TestDatabase test;
  const auto id = test.documentIn(State::signed_, newDocument("A1"));
  const auto claim = test.claim(Stage::publish).at(0);
  BOOST_REQUIRE(test.queue().fail("w1", {id, claim.token, Stage::publish, Disposition::quarantined, {"bad", {}}}));
  BOOST_CHECK(takeOne(test, newDocument("A1", "second")).outcome == TakeOutcome::changedAfterSigning);
}

BOOST_AUTO_TEST_CASE(a_regenerated_published_document_stays_published_until_its_successor_is) {
  TestDatabase test;
  const auto first = test.documentIn(State::published, newDocument("A1"));
  auto again = newDocument("A1");
  again.replaceSigned = again.replaceEqual = true;
  again.reason = "кайрадан";
  const auto second = test.take(again);
  BOOST_CHECK_NE(second, first);
  BOOST_CHECK_EQUAL(test.document(second).reason, "кайрадан");
  BOOST_CHECK(test.stateOf(first) == State::published);
  BOOST_REQUIRE(test.complete(test.claim(Stage::fill).at(0), Stage::fill));
  test.authorise(second);
  BOOST_REQUIRE(test.complete(test.claim(Stage::sign).at(0), Stage::sign));
  BOOST_CHECK(test.stateOf(first) == State::published);
  BOOST_REQUIRE(test.complete(test.claim(Stage::publish).at(0), Stage::publish));
  BOOST_CHECK(test.stateOf(first) == State::superseded);
  BOOST_CHECK_EQUAL(test.document(first).supersededBy, second);
  BOOST_CHECK(test.stateOf(second) == State::published);
  BOOST_CHECK_EQUAL(test.count(State::published), 1);
  BOOST_CHECK_EQUAL(test.count(State::superseded), 1);
  const auto revisions = test.archive().revisions(Source::application, "A1");
  BOOST_REQUIRE_EQUAL(revisions.size(), 2u);
  BOOST_CHECK_EQUAL(revisions[0].id, first);
  BOOST_CHECK_EQUAL(revisions[1].id, second);
}

BOOST_AUTO_TEST_CASE(a_list_of_the_same_content_is_not_made_again) {
  TestDatabase test;
  auto list = newDocument("G1/2026-11");
  list.source = Source::voucherList;
  list.kind = Kind::voucherList;
  list.replaceSigned = true;
  test.documentIn(State::published, list);
  BOOST_CHECK(takeOne(test, list).outcome == TakeOutcome::unchanged);
}

BOOST_AUTO_TEST_CASE(a_record_that_cannot_be_right_is_taken_as_returned_and_is_never_claimed) {
  TestDatabase test;
  auto wrong = newDocument("A1");
  wrong.state = State::returned;
  wrong.problems = {{"pinImpossible", {{"field", "child.pin"}}}, {"chairpersonMissing", {}}};
  const auto id = test.take(wrong);
  BOOST_CHECK(test.stateOf(id) == State::returned);
  BOOST_CHECK(test.document(id).problems == wrong.problems);
  BOOST_CHECK(test.claim(Stage::fill).empty());
  BOOST_CHECK_EQUAL(test.count(State::returned), 1);
}

BOOST_AUTO_TEST_CASE(a_corrected_record_replaces_the_returned_one) {
  TestDatabase test;
  auto wrong = newDocument("A1", "wrong");
  wrong.state = State::returned;
  const auto first = test.take(wrong);
  const auto second = test.take(newDocument("A1", "right"));
  BOOST_CHECK(test.stateOf(first) == State::superseded);
  BOOST_CHECK(test.stateOf(second) == State::decided);
}

BOOST_AUTO_TEST_CASE(a_number_is_once_in_its_commission_and_year) {
  TestDatabase test;
  const auto holder = takeOne(test, numbered("A1", "12/К-3"));
  const auto rival = takeOne(test, numbered("A2", "№ 12/к-3"));
  BOOST_CHECK(holder.outcome == TakeOutcome::taken);
  BOOST_CHECK(rival.outcome == TakeOutcome::numberTaken);
  const auto document = test.document(rival.documentId);
  BOOST_CHECK(document.state == State::returned);
  BOOST_REQUIRE_EQUAL(document.problems.size(), 1u);
  BOOST_CHECK(document.problems[0] == (Problem{"numberUsedTwice", {{"document", holder.documentId}}}));
}

BOOST_AUTO_TEST_CASE(the_same_number_is_again_in_another_year_commission_or_kind_that_need_not_be_unique) {
  TestDatabase test;
  BOOST_CHECK(takeOne(test, numbered("A1", "12")).outcome == TakeOutcome::taken);
  auto otherYear = numbered("A2", "12");
  otherYear.date = day(2025, 11, 2);
  auto otherCommission = numbered("A3", "12");
  otherCommission.commissionId = "K2";
  auto free = numbered("A4", "12");
  free.uniqueNumber = false;
  BOOST_CHECK(takeOne(test, otherYear).outcome == TakeOutcome::taken);
  BOOST_CHECK(takeOne(test, otherCommission).outcome == TakeOutcome::taken);
  BOOST_CHECK(takeOne(test, free).outcome == TakeOutcome::taken);
  BOOST_CHECK(takeOne(test, numbered("A5", "1/2")).outcome == TakeOutcome::taken);
  BOOST_CHECK(takeOne(test, numbered("A6", "1-2")).outcome == TakeOutcome::taken);
}

BOOST_AUTO_TEST_CASE(two_records_of_one_batch_cannot_share_a_number) {
  TestDatabase test;
  const std::vector batch{numbered("A1", "12"), numbered("A2", "12"), numbered("A3", "13")};
  const auto results = test.queue().take(batch, "test");
  BOOST_CHECK(results.at(0).outcome == TakeOutcome::taken);
  BOOST_CHECK(results.at(1).outcome == TakeOutcome::numberTaken);
  BOOST_CHECK(results.at(2).outcome == TakeOutcome::taken);
}

BOOST_AUTO_TEST_CASE(a_record_keeps_its_number_in_its_next_revision_and_gives_up_one_it_no_longer_has) {
  TestDatabase test;
  takeOne(test, numbered("A1", "12"));
  BOOST_CHECK(takeOne(test, numbered("A1", "12", "second")).outcome == TakeOutcome::taken);
  BOOST_CHECK(takeOne(test, numbered("A1", "14", "third")).outcome == TakeOutcome::taken);
  BOOST_CHECK(takeOne(test, numbered("A2", "12")).outcome == TakeOutcome::taken);
  BOOST_CHECK(takeOne(test, numbered("A3", "14")).outcome == TakeOutcome::numberTaken);
}

BOOST_AUTO_TEST_CASE(a_number_that_was_signed_stays_with_its_record_for_ever) {
  TestDatabase test;
  test.documentIn(State::published, numbered("A1", "12"));
  auto regenerated = numbered("A1", "15", "second");
  regenerated.replaceSigned = true;
  BOOST_CHECK(takeOne(test, regenerated).outcome == TakeOutcome::taken);
  BOOST_CHECK(takeOne(test, numbered("A2", "12")).outcome == TakeOutcome::numberTaken);
  auto back = numbered("A1", "12", "third");
  back.replaceSigned = true;
  BOOST_CHECK(takeOne(test, back).outcome == TakeOutcome::taken);
  BOOST_CHECK(takeOne(test, numbered("A3", "15")).outcome == TakeOutcome::taken);
}

BOOST_AUTO_TEST_CASE(a_returned_document_holds_no_number) {
  TestDatabase test;
  auto wrong = numbered("A1", "12");
  wrong.state = State::returned;
  test.take(wrong);
  BOOST_CHECK(takeOne(test, numbered("A2", "12")).outcome == TakeOutcome::taken);

  const auto rejected = test.documentIn(State::sent, numbered("A3", "13"));
  BOOST_REQUIRE(test.authorisations().reject(rejected, "M1", "ката"));
  BOOST_CHECK(takeOne(test, numbered("A4", "13")).outcome == TakeOutcome::taken);
}

BOOST_AUTO_TEST_CASE(texts_of_every_kind_come_back_as_they_were) {
  TestDatabase test;
  auto odd = newDocument("A\"1'\\; -- {now} $1");
  odd.subject = "Ө\"'\\\n\t\x01 \xE2\x80\xAE {rows} Жээнбекова";
  odd.recordXml = std::string(200'000, 'x') + "]]> «ң»";
  const auto id = test.take(odd);
  BOOST_CHECK_EQUAL(test.document(id).sourceKey, odd.sourceKey);
  BOOST_CHECK_EQUAL(test.document(id).subject, odd.subject);
  BOOST_CHECK(test.archive().recordXml(id) == odd.recordXml);
}

BOOST_AUTO_TEST_CASE(a_cursor_is_kept_by_name_and_begins_at_the_beginning) {
  TestDatabase test;
  BOOST_CHECK_EQUAL(test.queue().cursor("applications").changedAt, 0);
  test.queue().setCursor("applications", {1'700'000'000'123, "A7"});
  test.queue().setCursor("meals", {5, "B"});
  test.queue().setCursor("applications", {1'700'000'000'124, "A8"});
  BOOST_CHECK_EQUAL(test.queue().cursor("applications").changedAt, 1'700'000'000'124);
  BOOST_CHECK_EQUAL(test.queue().cursor("applications").key, "A8");
  BOOST_CHECK_EQUAL(test.queue().cursor("meals").key, "B");
}

BOOST_AUTO_TEST_SUITE_END()
