#include <boost/test/unit_test.hpp>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

Authorisation standing(int number, std::vector<Kind> kinds = {Kind::voucherApproval}) {
  return {.id = uuid(number),
          .chairpersonId = "M1",
          .commissionId = "K1",
          .standing = true,
          .kinds = std::move(kinds),
          .validFrom = day(2020, 1, 1),
          .validTo = day(2099, 12, 31),
          .statementDigest = std::string(64, 'e')};
}

Authorisation batchOf(int number, const std::string& chairperson = "M1") {
  return {.id = uuid(number),
          .chairpersonId = chairperson,
          .commissionId = "K1",
          .batchDigest = std::string(64, 'f'),
          .statementDigest = std::string(64, 'e')};
}

// What covers the document as it is; nullopt: nothing, or more than one.
std::optional<Authorisation> onlyCovering(TestDatabase& test, const std::string& id) {
  auto found = test.authorisations().covering(id, test.document(id).contentDigest).authorisations;
  return found.size() == 1 ? std::optional(std::move(found[0])) : std::nullopt;
}

// As one whom no trigger stops.
void withoutTriggers(TestDatabase& test, const std::string& statement) {
  if (onSqlite()) {
    test.sql("DROP TRIGGER IF EXISTS balalyk_authorisation_revoked");
  } else {
    test.sql("DROP TRIGGER IF EXISTS balalyk_authorisation_kept ON balalyk_authorisation");
  }
  test.sql(statement);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(TheChairpersonDecides)

BOOST_AUTO_TEST_CASE(a_batch_authorises_what_is_drafted_with_the_very_digest_that_was_reviewed) {
  TestDatabase test;
  const auto good = test.documentIn(State::sent, newDocument("A1"));
  const auto changed = test.documentIn(State::sent, newDocument("A2"));
  const auto decided = test.take(newDocument("A3"));
  auto foreign = newDocument("A4");
  foreign.chairpersonId = "M2";
  const auto others = test.documentIn(State::sent, foreign);
  const auto digest = [&](const std::string& id) { return test.document(id).contentDigest; };
  const std::vector<AuthorisedContent> batch{{good, digest(good)},
                                             {changed, std::string(64, '0')},
                                             {decided, digest(decided)},
                                             {others, digest(others)},
                                             {"unknown", std::string(64, '0')}};
  const auto authorised = test.authorisations().authorise(batchOf(1), batch);
  BOOST_CHECK(authorised == std::vector<std::string>{good});
  BOOST_CHECK(test.stateOf(good) == State::authorised);
  BOOST_CHECK(test.stateOf(changed) == State::sent);
  BOOST_CHECK(test.stateOf(decided) == State::decided);
  BOOST_CHECK(test.stateOf(others) == State::sent);
  BOOST_CHECK(test.authorisations().covering(others, digest(others)).authorisations.empty());
  const auto covering = onlyCovering(test, good);
  BOOST_REQUIRE(covering.has_value());
  BOOST_CHECK_EQUAL(covering->id, uuid(1));
  BOOST_CHECK_EQUAL(covering->chairpersonId, "M1");
  BOOST_CHECK_EQUAL(covering->documents, 1);
  BOOST_CHECK_EQUAL(covering->batchDigest, std::string(64, 'f'));
  BOOST_CHECK_EQUAL(covering->statementDigest, std::string(64, 'e'));
  BOOST_CHECK(test.authorisations().covering(good, std::string(64, '0')).authorisations.empty());
  BOOST_CHECK_EQUAL(test.queue().pending(Stage::sign), 1);
}

BOOST_AUTO_TEST_CASE(what_is_authorised_and_not_signed_yet_a_later_batch_authorises_too) {
  TestDatabase test;
  const auto id = test.documentIn(State::sent, newDocument("A1"));
  const AuthorisedContent content{id, test.document(id).contentDigest};
  BOOST_CHECK_EQUAL(test.authorisations().authorise(batchOf(1), std::span(&content, 1)).size(), 1u);
  BOOST_CHECK(test.authorisations().authorise(batchOf(1), std::span(&content, 1)).empty());  // the same one twice
  const auto claims = test.claim(Stage::sign);
  BOOST_REQUIRE(test.queue().fail(
      "w1", {id, claims.at(0).token, Stage::sign, Disposition::wait, {"keyMissing", {}}, std::chrono::minutes(15)}));
  BOOST_CHECK(test.claim(Stage::sign).empty());
  BOOST_CHECK_EQUAL(test.authorisations().authorise(batchOf(2), std::span(&content, 1)).size(), 1u);
  BOOST_CHECK(test.stateOf(id) == State::authorised);
  BOOST_CHECK(test.document(id).problems.empty());
  BOOST_CHECK_EQUAL(test.count(State::authorised), 1);
  for (const int number : {1, 2}) BOOST_CHECK_EQUAL(test.authorisations().authorisation(uuid(number))->documents, 1);
  // Taken back is one of the two: the other one still covers it.
  BOOST_CHECK(test.authorisations().revoke(uuid(1), "M1"));
  BOOST_CHECK(test.stateOf(id) == State::authorised);
  const auto due = test.claim(Stage::sign);  // at once
  BOOST_REQUIRE_EQUAL(due.size(), 1u);
  BOOST_REQUIRE(test.complete(due[0], Stage::sign));
  BOOST_CHECK(test.authorisations().authorise(batchOf(3), std::span(&content, 1)).empty());
}

BOOST_AUTO_TEST_CASE(the_chairperson_rejects_what_waits_for_a_key_and_a_worker_at_it_loses_it) {
  TestDatabase test;
  const auto id = test.documentIn(State::authorised, newDocument("A1"));
  const auto held = test.claim(Stage::sign).at(0);
  BOOST_CHECK(!test.authorisations().reject(id, "M2", "жок"));
  BOOST_CHECK(test.authorisations().reject(id, "M1", "Аты туура эмес"));
  BOOST_CHECK(test.stateOf(id) == State::returned);
  BOOST_CHECK(!test.complete(held, Stage::sign));
  BOOST_CHECK_EQUAL(test.count(State::returned), 1);
  BOOST_CHECK(test.claim(Stage::sign).empty());
}

BOOST_AUTO_TEST_CASE(a_standing_authorisation_covers_its_kinds_its_commission_and_its_chairperson_only) {
  TestDatabase test;
  auto otherKind = newDocument("B1");
  otherKind.kind = Kind::voucherRefusal;
  auto otherCommission = newDocument("B2");
  otherCommission.commissionId = "K2";
  auto otherChair = newDocument("B3");
  otherChair.chairpersonId = "M2";
  const auto covered = test.documentIn(State::sent, newDocument("A1"));
  std::vector<std::string> others;
  for (const auto& document : {otherKind, otherCommission, otherChair}) {
    others.push_back(test.documentIn(State::sent, document));
  }
  BOOST_CHECK_EQUAL(test.authorisations().applyStanding(100), 0);
  test.authorisations().recordStanding(standing(1));
  BOOST_CHECK_EQUAL(test.authorisations().applyStanding(100), 1);
  BOOST_CHECK(test.stateOf(covered) == State::authorised);
  for (const auto& id : others) BOOST_CHECK(test.stateOf(id) == State::sent);
  const auto authorisation = onlyCovering(test, covered);
  BOOST_REQUIRE(authorisation.has_value());
  BOOST_CHECK(authorisation->standing);
  BOOST_CHECK(authorisation->kinds == std::vector{Kind::voucherApproval});
  BOOST_CHECK_EQUAL(authorisation->documents, 1);
}

BOOST_AUTO_TEST_CASE(a_standing_authorisation_is_in_force_on_its_days_only) {
  TestDatabase test;
  const auto id = test.documentIn(State::sent, newDocument("A1"));
  const std::chrono::sys_days today = test.open().today();
  auto past = standing(1);
  past.validTo = Date(today - std::chrono::days(1));
  auto future = standing(2);
  future.validFrom = Date(today + std::chrono::days(1));
  test.authorisations().recordStanding(past);
  test.authorisations().recordStanding(future);
  BOOST_CHECK_EQUAL(test.authorisations().applyStanding(100), 0);
  auto now = standing(3);
  now.validFrom = now.validTo = Date(today);
  test.authorisations().recordStanding(now);
  BOOST_CHECK_EQUAL(test.authorisations().applyStanding(100), 1);
  BOOST_CHECK_EQUAL(onlyCovering(test, id)->id, uuid(3));
}

// There is no moment at which both have the same day.
BOOST_AUTO_TEST_CASE(its_days_are_those_of_the_configured_zone) {
  TestDatabase test;
  const Zone ahead("Pacific/Kiritimati"), behind("Etc/GMT+12");
  const auto openIn = [&](const Zone& zone) {
    DatabaseOptions options;
    options.zone = zone;
    return openDatabase(test.connection(), options);
  };
  const auto id = test.documentIn(State::sent, newDocument("A1"));
  auto today = standing(1);
  today.validFrom = today.validTo = ahead.dateOf(test.open().now());
  test.authorisations().recordStanding(today);
  BOOST_CHECK_EQUAL(openIn(behind)->authorisations().applyStanding(100), 0);
  BOOST_CHECK_EQUAL(openIn(ahead)->authorisations().applyStanding(100), 1);
  const auto digest = test.document(id).contentDigest;
  BOOST_CHECK(openIn(ahead)->authorisations().covering(id, digest).today == *today.validTo);
  BOOST_CHECK(openIn(behind)->authorisations().covering(id, digest).today < *today.validFrom);
}

BOOST_AUTO_TEST_CASE(what_was_taken_back_is_not_let_through_by_the_same_standing_authorisation_again) {
  TestDatabase test;
  const auto id = test.documentIn(State::sent, newDocument("A1"));
  test.authorisations().recordStanding(standing(1));
  BOOST_REQUIRE_EQUAL(test.authorisations().applyStanding(100), 1);
  const auto claim = test.claim(Stage::sign).at(0);
  BOOST_REQUIRE(test.queue().fail("w1", {.documentId = id,
                                         .token = claim.token,
                                         .stage = Stage::sign,
                                         .disposition = Disposition::sent,
                                         .problem = {"statementMissing", {{"authorisation", uuid(1)}}}}));
  BOOST_CHECK(test.stateOf(id) == State::sent);
  BOOST_CHECK_EQUAL(test.archive().waitingAgain(10).at(0).problems.at(0).code, "statementMissing");
  BOOST_CHECK_EQUAL(test.events(id).back(), "authorisation-missing");
  BOOST_CHECK_EQUAL(test.authorisations().applyStanding(100), 0);
  test.authorisations().recordStanding(standing(2));
  BOOST_CHECK_EQUAL(test.authorisations().applyStanding(100), 1);
  BOOST_CHECK(test.archive().waitingAgain(10).empty());
}

BOOST_AUTO_TEST_CASE(what_was_authorised_is_never_changed_and_never_removed) {
  TestDatabase test;
  const auto id = test.documentIn(State::sent, newDocument("A1"));
  test.authorisations().recordStanding(standing(1));
  BOOST_REQUIRE_EQUAL(test.authorisations().applyStanding(100), 1);
  BOOST_REQUIRE(test.authorisations().revoke(uuid(1), "M1"));
  for (const std::string change :
       {"id = 'x'", "chairperson_id = 'M2'", "commission_id = 'K2'", "standing = 0", "kinds = '[]'",
        "valid_from = NULL", "valid_to = '2199-12-31'", "recorded_at = 0", "batch_digest = 'x'",
        "statement_digest = 'x'", "certificate_digest = 'x'", "revoked_at = NULL", "revoked_at = revoked_at + 1"})
    BOOST_CHECK_EQUAL(codeOf([&] { test.sql("UPDATE balalyk_authorisation SET " + change); }), "databaseRefused");
  for (const std::string table : {"balalyk_authorisation_document", "balalyk_authorisation"})
    BOOST_CHECK_EQUAL(codeOf([&] { test.sql("DELETE FROM " + table); }), "databaseRefused");
  BOOST_CHECK_EQUAL(codeOf([&] { test.sql("UPDATE balalyk_authorisation_document SET content_digest = 'x'"); }),
                    "databaseRefused");
  BOOST_CHECK(onlyCovering(test, id)->revokedAt.has_value());
}

BOOST_AUTO_TEST_CASE(a_revocation_counts_by_the_trail_when_it_was_cleared_in_its_row) {
  TestDatabase test;
  const auto id = test.documentIn(State::sent, newDocument("A1"));
  test.authorisations().recordStanding(standing(1));
  test.authorisations().recordStanding(standing(2));
  BOOST_REQUIRE_EQUAL(test.authorisations().applyStanding(100), 1);
  const auto by = onlyCovering(test, id)->id;
  BOOST_REQUIRE(test.authorisations().revoke(by, "M1"));
  withoutTriggers(test, "UPDATE balalyk_authorisation SET revoked_at = NULL");
  BOOST_CHECK(onlyCovering(test, id)->revokedAt.has_value());
}

BOOST_AUTO_TEST_CASE(documents_that_were_signed_without_any_authorisation_are_found) {
  TestDatabase test;
  const auto honest = test.documentIn(State::published, newDocument("A1"));
  const auto forged = test.documentIn(State::published, newDocument("A2"));
  std::vector<std::string> found;
  const auto look = [&] {
    found.clear();
    test.authorisations().forEachUncovered([&](const std::string& document) { found.push_back(document); });
  };
  look();
  BOOST_CHECK(found.empty());
  if (onSqlite())
    test.sql("DROP TRIGGER balalyk_authorisation_document_delete");
  else
    test.sql("DROP TRIGGER balalyk_authorisation_document_stays ON balalyk_authorisation_document");
  test.sql("DELETE FROM balalyk_authorisation_document WHERE document_id = $1", {forged});
  look();
  BOOST_CHECK(found == std::vector<std::string>{forged});
}

BOOST_AUTO_TEST_CASE(the_days_of_a_standing_authorisation_are_those_of_the_zone) {
  TestDatabase test;
  const auto id = test.documentIn(State::sent, newDocument("A1"));
  // At every moment one of these has another day than the other: they are 25 hours apart.
  const auto ahead = openDatabase(test.connection(), {.zone = Zone("Pacific/Kiritimati")});
  const auto behind = openDatabase(test.connection(), {.zone = Zone("Pacific/Pago_Pago")});
  auto tomorrow = standing(1);
  tomorrow.validFrom = tomorrow.validTo = ahead->today();
  test.authorisations().recordStanding(tomorrow);
  BOOST_CHECK_EQUAL(behind->authorisations().applyStanding(100), 0);
  BOOST_CHECK_EQUAL(ahead->authorisations().applyStanding(100), 1);
  BOOST_CHECK(test.stateOf(id) == State::authorised);
}

BOOST_AUTO_TEST_CASE(standing_authorisations_are_applied_in_portions) {
  TestDatabase test;
  for (int i = 0; i < 5; ++i) test.documentIn(State::sent, newDocument("A" + std::to_string(i)));
  test.authorisations().recordStanding(standing(1));
  test.authorisations().recordStanding(standing(2));
  BOOST_CHECK_LE(test.authorisations().applyStanding(3), 3);
  while (test.authorisations().applyStanding(3) > 0) {
  }
  BOOST_CHECK_EQUAL(test.count(State::authorised), 5);
}

BOOST_AUTO_TEST_CASE(revoking_takes_back_what_is_not_signed_yet_also_from_a_worker_that_is_signing) {
  TestDatabase test;
  const auto waiting = test.documentIn(State::sent, newDocument("A1"));
  const auto signing = test.documentIn(State::sent, newDocument("A2"));
  test.authorisations().recordStanding(standing(1));
  BOOST_REQUIRE_EQUAL(test.authorisations().applyStanding(100), 2);
  const auto claim = test.queue().claim({.worker = "w1", .stage = Stage::sign, .onlyDocuments = {signing}}).at(0);
  BOOST_CHECK(test.authorisations().revoke(uuid(1), "M1"));
  BOOST_CHECK(!test.complete(claim, Stage::sign));
  BOOST_CHECK(test.stateOf(waiting) == State::sent);
  BOOST_CHECK(test.stateOf(signing) == State::sent);
  BOOST_CHECK(onlyCovering(test, waiting)->revokedAt.has_value());
  BOOST_CHECK_EQUAL(test.authorisations().applyStanding(100), 0);
  BOOST_CHECK(!test.authorisations().revoke(uuid(1), "M1"));
  BOOST_CHECK(!test.authorisations().revoke(uuid(77), "M1"));
  BOOST_CHECK(test.authorisations().list("K1").at(0).revokedAt.has_value());
  BOOST_CHECK_EQUAL(test.count(State::sent), 2);
}

BOOST_AUTO_TEST_CASE(revoking_leaves_what_another_authorisation_covers_and_what_is_signed) {
  TestDatabase test;
  const auto done = test.documentIn(State::signed_, newDocument("A1"));
  const auto both = test.documentIn(State::sent, newDocument("A2"));
  test.authorisations().recordStanding(standing(1));
  BOOST_REQUIRE_EQUAL(test.authorisations().applyStanding(100), 1);
  test.sql(
      "INSERT INTO balalyk_authorisation_document (document_id, content_digest, authorisation_id) VALUES ($1, $2, $3)",
      {both, test.document(both).contentDigest, uuid(9'001)});
  const auto claim = test.queue().claim({.worker = "w1", .stage = Stage::sign, .onlyDocuments = {both}}).at(0);
  BOOST_CHECK(test.authorisations().revoke(uuid(1), "M1"));
  BOOST_CHECK(test.stateOf(both) == State::authorised);
  BOOST_CHECK(test.stateOf(done) == State::signed_);
  // Not by the one that is revoked: the worker that had begun has lost it, and the next one chooses again.
  BOOST_CHECK(!test.complete(claim, Stage::sign));
  BOOST_CHECK_EQUAL(test.queue().claim({.worker = "w2", .stage = Stage::sign, .onlyDocuments = {both}}).size(), 1U);
}

BOOST_AUTO_TEST_CASE(authorisations_are_listed_by_commission) {
  TestDatabase test;
  auto other = standing(2);
  other.commissionId = "K2";
  test.authorisations().recordStanding(standing(1));
  test.authorisations().recordStanding(other);
  BOOST_CHECK_EQUAL(test.authorisations().list("").size(), 2u);
  const auto listed = test.authorisations().list("K2");
  BOOST_REQUIRE_EQUAL(listed.size(), 1u);
  BOOST_CHECK_EQUAL(listed[0].id, uuid(2));
  BOOST_CHECK(listed[0].validFrom == day(2020, 1, 1));
  BOOST_CHECK(listed[0].recordedAt <= test.open().now());
}

BOOST_AUTO_TEST_CASE(the_chairperson_rejects_a_draft_with_a_reason_and_nobody_else_does) {
  TestDatabase test;
  const auto id = test.documentIn(State::sent, newDocument("A1"));
  BOOST_CHECK(!test.authorisations().reject(id, "M2", "жок"));
  BOOST_CHECK(test.authorisations().reject(id, "M1", "Аты туура эмес"));
  BOOST_CHECK(test.stateOf(id) == State::returned);
  BOOST_CHECK_EQUAL(test.document(id).reason, "Аты туура эмес");
  BOOST_CHECK(!test.authorisations().reject(id, "M1", "again"));
  // The reason names people: it stays out of the trail.
  for (const auto& entry : test.open().audit().ofDocument(id))
    BOOST_CHECK(entry.detail.find("туура") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_new_revision_is_covered_by_no_authorisation_of_the_one_before) {
  TestDatabase test;
  test.documentIn(State::authorised, newDocument("A1"));
  const auto second = test.documentIn(State::sent, newDocument("A1", "second"));
  BOOST_CHECK(!onlyCovering(test, second));
  BOOST_CHECK(test.claim(Stage::sign).empty());
}

BOOST_AUTO_TEST_SUITE_END()
