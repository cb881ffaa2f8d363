#include <boost/test/unit_test.hpp>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

bool fail(TestDatabase& test, const Claim& claim, Stage stage, Disposition disposition, const std::string& code,
          milliseconds retryAfter = milliseconds(0)) {
  return test.queue().fail("w1", {claim.document.id, claim.token, stage, disposition, {code, {}}, retryAfter});
}

// As if the time to wait had passed.
void letTimePass(TestDatabase& test) {
  test.sql(
      "UPDATE balalyk_document SET due_at = due_at - 3600000, ready_at = ready_at - 3600000, "
      "lease_until = lease_until - 3600000 WHERE stage IS NOT NULL");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Failures)

BOOST_AUTO_TEST_CASE(a_failed_try_is_due_again_later_and_says_why) {
  TestDatabase test;
  const auto id = test.take(newDocument("A1"));
  BOOST_REQUIRE(fail(test, test.claim(Stage::fill).at(0), Stage::fill, Disposition::retry, "officeCrashed",
                     std::chrono::minutes(10)));
  const auto document = test.document(id);
  BOOST_CHECK(document.state == State::decided);
  BOOST_CHECK_EQUAL(document.attempts, 1);
  BOOST_CHECK(document.problems == std::vector<Problem>({{"officeCrashed", {}}}));
  BOOST_CHECK(!document.leaseUntil);
  BOOST_CHECK(test.claim(Stage::fill).empty());
  BOOST_CHECK(test.queue().nextDue(Stage::fill) > std::chrono::minutes(9));
  letTimePass(test);
  BOOST_CHECK_EQUAL(test.claim(Stage::fill).at(0).document.attempts, 2);
}

BOOST_AUTO_TEST_CASE(after_the_last_attempt_a_document_is_quarantined_and_the_others_continue) {
  TestDatabase test;
  const auto ids = test.takeMany(2);
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const auto claims =
        test.queue().claim({.worker = "w1", .stage = Stage::fill, .limit = 1, .onlyDocuments = {ids[0]}});
    BOOST_REQUIRE_EQUAL(claims.size(), 1u);
    const auto disposition = attempt < 3 ? Disposition::retry : Disposition::quarantined;
    BOOST_REQUIRE(fail(test, claims[0], Stage::fill, disposition, "poison"));
  }
  BOOST_CHECK(test.stateOf(ids[0]) == State::quarantined);
  BOOST_CHECK_EQUAL(test.document(ids[0]).problems.at(0).code, "poison");
  BOOST_CHECK_EQUAL(test.count(State::quarantined), 1);
  BOOST_CHECK_EQUAL(test.queue().pending(Stage::fill), 1);
  BOOST_CHECK(test.complete(test.claim(Stage::fill).at(0), Stage::fill));
  const std::vector<std::string> events{"taken", "failed", "failed", "quarantined"};
  BOOST_CHECK(test.events(ids[0]) == events);
}

BOOST_AUTO_TEST_CASE(what_will_never_pass_is_quarantined_at_once) {
  TestDatabase test;
  const auto id = test.take(newDocument("A1"));
  const auto claim = test.claim(Stage::fill).at(0);
  BOOST_REQUIRE(fail(test, claim, Stage::fill, Disposition::quarantined, "templateBroken"));
  BOOST_CHECK(test.stateOf(id) == State::quarantined);
  BOOST_CHECK(!test.complete(claim, Stage::fill));
  BOOST_CHECK(test.claim(Stage::fill).empty());
}

BOOST_AUTO_TEST_CASE(a_wrong_record_goes_back_to_the_secretary) {
  TestDatabase test;
  const auto id = test.take(newDocument("A1"));
  BOOST_REQUIRE(fail(test, test.claim(Stage::fill).at(0), Stage::fill, Disposition::returned, "uploadNoPdf"));
  BOOST_CHECK(test.stateOf(id) == State::returned);
  BOOST_CHECK(!test.queue().retry(id, "operator"));
}

BOOST_AUTO_TEST_CASE(waiting_uses_up_no_attempt_and_fixes_no_signing_time) {
  TestDatabase test;
  const auto id = test.documentIn(State::authorised, newDocument("A1"));
  for (int round = 0; round < 7; ++round) {
    const auto claims = test.claim(Stage::sign);
    BOOST_REQUIRE_EQUAL(claims.size(), 1u);
    BOOST_REQUIRE(fail(test, claims[0], Stage::sign, Disposition::wait, "keyMissing", std::chrono::minutes(15)));
    BOOST_CHECK(test.claim(Stage::sign).empty());
    letTimePass(test);
  }
  const auto document = test.document(id);
  BOOST_CHECK(document.state == State::authorised);
  BOOST_CHECK_EQUAL(document.attempts, 0);
  BOOST_CHECK(!document.signAt);
  BOOST_CHECK_EQUAL(document.problems.at(0).code, "keyMissing");
}

BOOST_AUTO_TEST_CASE(a_run_that_begins_hastens_what_waits_and_leaves_attempts_and_leases) {
  TestDatabase test;
  const auto ids = test.takeMany(2);
  const auto claims = test.claim(Stage::fill);
  fail(test, claims.at(0), Stage::fill, Disposition::retry, "x", std::chrono::minutes(10));
  BOOST_CHECK_EQUAL(test.queue().hasten(), 1);
  const auto again = test.claim(Stage::fill, "w2");
  BOOST_REQUIRE_EQUAL(again.size(), 1u);
  BOOST_CHECK_EQUAL(again[0].document.id, ids[0]);
  BOOST_CHECK_EQUAL(again[0].document.attempts, 2);
}

BOOST_AUTO_TEST_CASE(retry_by_hand_continues_in_the_stage_where_it_stopped_with_fresh_attempts) {
  TestDatabase test;
  const auto claim = [&](const std::string& id, Stage stage) {
    return test.queue().claim({.worker = "w1", .stage = stage, .onlyDocuments = {id}}).at(0);
  };
  struct Row {
    State before;
    Stage stage;
  };
  for (const auto& [before, stage] :
       {Row{State::decided, Stage::fill}, Row{State::authorised, Stage::sign}, Row{State::signed_, Stage::publish}}) {
    const auto id = test.documentIn(before, newDocument(toString(before)));
    BOOST_REQUIRE(fail(test, claim(id, stage), stage, Disposition::quarantined, "x"));
    BOOST_CHECK(test.queue().retry(id, "operator"));
    const auto document = test.document(id);
    BOOST_CHECK(document.state == before);
    BOOST_CHECK_EQUAL(document.attempts, 0);
    BOOST_CHECK(document.problems.empty());
    BOOST_CHECK(test.complete(claim(id, stage), stage));
    BOOST_CHECK(!test.queue().retry(id, "operator"));
  }
  BOOST_CHECK(!test.queue().retry("unknown", "operator"));
  BOOST_CHECK_EQUAL(test.count(State::quarantined), 0);
}

BOOST_AUTO_TEST_CASE(what_no_authorisation_covers_any_more_goes_back_to_the_chairperson_with_the_reason) {
  TestDatabase test;
  const std::vector<Problem> reason{{"notAuthorised", {}}};
  const auto found = test.documentIn(State::authorised, newDocument("A1"));
  BOOST_REQUIRE(fail(test, test.claim(Stage::sign).at(0), Stage::sign, Disposition::sent, "notAuthorised"));
  BOOST_CHECK(test.stateOf(found) == State::sent);
  BOOST_CHECK(test.document(found).problems == reason);
  // Revoked while it was set aside, where no revocation looks.
  const auto aside = test.documentIn(State::authorised, newDocument("A2"));
  BOOST_REQUIRE(fail(test, test.claim(Stage::sign).at(0), Stage::sign, Disposition::quarantined, "x"));
  const auto authorisation = test.authorisations().list("K1").back().id;
  BOOST_REQUIRE(test.authorisations().revoke(authorisation, "M1"));
  BOOST_CHECK(test.stateOf(aside) == State::quarantined);
  BOOST_CHECK(test.queue().retry(aside, "operator"));
  BOOST_CHECK(test.stateOf(aside) == State::sent);
  BOOST_CHECK(test.document(aside).problems == reason);
  BOOST_CHECK_EQUAL(test.count(State::sent), 2);
  test.authorise(aside);
  BOOST_CHECK(test.document(aside).problems.empty());
  BOOST_CHECK(test.complete(test.claim(Stage::sign).at(0), Stage::sign));
}

BOOST_AUTO_TEST_CASE(a_signed_document_is_signed_again_and_the_container_before_is_kept) {
  TestDatabase test;
  const auto id = test.documentIn(State::signed_, newDocument("A1"));
  const auto before = test.document(id).container.value();
  const auto held = test.claim(Stage::publish).at(0);
  BOOST_CHECK(!test.queue().signAgain(id, "operator"));  // in a worker's hands
  BOOST_REQUIRE(fail(test, held, Stage::publish, Disposition::quarantined, "signatureNotValid"));
  BOOST_CHECK(test.queue().signAgain(id, "operator"));
  const auto document = test.document(id);
  BOOST_CHECK(document.state == State::authorised);
  BOOST_CHECK(!document.container);
  BOOST_CHECK(document.certificateDigest.empty());
  BOOST_CHECK(document.level.empty());
  BOOST_CHECK(!document.signAt);
  std::vector<std::string> files;
  test.archive().forEachFile([&](const std::string&, const StoredFile& file) { files.push_back(file.digest); });
  BOOST_CHECK(std::ranges::find(files, before.digest) != files.end());
  const auto entry = test.open().audit().ofDocument(id).back();
  BOOST_CHECK_EQUAL(entry.event, "sign-again");
  BOOST_CHECK(entry.detail.find(before.digest) != std::string::npos);
  BOOST_CHECK(!test.complete(held, Stage::publish));
  BOOST_CHECK(test.complete(test.claim(Stage::sign).at(0), Stage::sign));
  BOOST_CHECK(test.complete(test.claim(Stage::publish).at(0), Stage::publish));
  BOOST_CHECK(test.stateOf(id) == State::published);
  BOOST_CHECK(!test.queue().signAgain(id, "operator"));
  BOOST_CHECK_EQUAL(test.count(State::published), 1);
  BOOST_CHECK(!test.open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(retry_makes_due_what_waits_but_takes_nothing_from_a_worker) {
  TestDatabase test;
  const auto id = test.take(newDocument("A1"));
  const auto held = test.claim(Stage::fill).at(0);
  BOOST_CHECK(!test.queue().retry(id, "operator"));
  fail(test, held, Stage::fill, Disposition::retry, "x", std::chrono::minutes(10));
  BOOST_CHECK(test.queue().retry(id, "operator"));
  BOOST_CHECK_EQUAL(test.claim(Stage::fill).at(0).document.attempts, 1);
}

BOOST_AUTO_TEST_CASE(a_document_whose_workers_all_died_is_swept_into_quarantine_and_claimed_no_more) {
  TestDatabase test;
  const auto id = test.take(newDocument("A1"));
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const auto claims = test.queue().claim(
        {.worker = "dead" + std::to_string(attempt), .stage = Stage::fill, .limit = 1, .maxAttempts = 3});
    BOOST_REQUIRE_EQUAL(claims.size(), 1u);
    BOOST_CHECK_EQUAL(test.queue().sweep({.maxAttempts = 3}), 0);
    letTimePass(test);
    BOOST_CHECK_EQUAL(test.archive().stuck(std::chrono::hours(9), 10).size(), 1u);
  }
  BOOST_CHECK(test.queue().claim({.worker = "w", .stage = Stage::fill, .limit = 1, .maxAttempts = 3}).empty());
  BOOST_CHECK_EQUAL(test.queue().sweep({.maxAttempts = 3}), 1);
  BOOST_CHECK(test.stateOf(id) == State::quarantined);
  BOOST_CHECK_EQUAL(test.document(id).problems.at(0).code, "workerLost");
  BOOST_CHECK_EQUAL(test.document(id).problems.at(0).params.at("worker"), "dead3");
  BOOST_CHECK(test.queue().retry(id, "operator"));
  BOOST_CHECK(!test.claim(Stage::fill).empty());
}

BOOST_AUTO_TEST_CASE(stuck_shows_expired_leases_and_what_is_overdue_and_nothing_else) {
  TestDatabase test;
  const auto ids = test.takeMany(3);
  BOOST_CHECK(test.archive().stuck(std::chrono::minutes(30), 10).empty());
  test.queue().claim({.worker = "w1", .stage = Stage::fill, .limit = 1, .onlyDocuments = {ids[0]}});
  letTimePass(test);
  test.queue().claim({.worker = "w2", .stage = Stage::fill, .limit = 1, .onlyDocuments = {ids[1]}});
  std::vector<std::string> stuck;
  for (const auto& document : test.archive().stuck(std::chrono::minutes(30), 10)) stuck.push_back(document.id);
  std::ranges::sort(stuck);
  std::vector<std::string> expected{ids[0], ids[2]};
  std::ranges::sort(expected);
  BOOST_CHECK(stuck == expected);
  BOOST_CHECK_EQUAL(test.archive().stuck(std::chrono::minutes(30), 1).size(), 1u);
}

BOOST_AUTO_TEST_CASE(documents_in_a_state_are_listed_oldest_change_first) {
  TestDatabase test;
  const auto ids = test.takeMany(3);
  const auto listed = test.archive().inState(State::decided, 2);
  BOOST_REQUIRE_EQUAL(listed.size(), 2u);
  BOOST_CHECK_EQUAL(listed[0].id, ids[0]);
  BOOST_CHECK_EQUAL(listed[1].id, ids[1]);
  BOOST_CHECK(test.archive().inState(State::published, 2).empty());
}

BOOST_AUTO_TEST_SUITE_END()
