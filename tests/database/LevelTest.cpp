#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "TestDatabase.h"
#include "pipeline/domain/IsoDate.h"
#include "signing/crypto/Digest.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

struct Levels : TestDatabase {
  // Published, and due to be raised at once.
  std::string due(const std::string& key) {
    const auto id = documentIn(State::signed_, newDocument(key));
    const auto claimed = claim(Stage::publish).at(0);
    const Completed completion{id, claimed.token, Published{.raise = true}, {}};
    BOOST_REQUIRE(queue().complete("w1", std::span(&completion, 1)).at(0));
    return id;
  }

  static Completed raised(const Claim& claim, const std::string& level,
                          std::optional<std::vector<Flag>> flags = std::nullopt) {
    return {.documentId = claim.document.id,
            .token = claim.token,
            .result = Upgraded{
                .container = {"x.asice", "application/vnd.etsi.asic-e+zip", signing::toHex(signing::sha256(level)), 5},
                .level = level,
                .flags = std::move(flags)}};
  }

  bool complete(const Completed& completion) { return queue().complete("w1", std::span(&completion, 1)).at(0); }

  std::int64_t ofLevel(const std::string& level) {
    for (const auto& one : archive().levelCounts())
      if (one.level == level) return one.count;
    return 0;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SignatureLevels, Levels)

BOOST_AUTO_TEST_CASE(a_published_document_is_raised_and_keeps_its_state_and_its_former_container) {
  const auto id = due("A1");
  BOOST_CHECK_EQUAL(ofLevel("B-B"), 1);
  BOOST_CHECK_EQUAL(queue().pending(Stage::upgrade), 1);
  const auto before = document(id);
  const auto claimed = claim(Stage::upgrade).at(0);
  BOOST_CHECK_EQUAL(claimed.document.level, "B-B");
  BOOST_REQUIRE(complete(raised(claimed, "B-LT")));

  const auto after = document(id);
  BOOST_CHECK(after.state == State::published);
  BOOST_CHECK(after.signAt == before.signAt && after.publishedAt == before.publishedAt);
  BOOST_CHECK_EQUAL(after.level, "B-LT");
  BOOST_CHECK_EQUAL(after.revision, 1);
  BOOST_CHECK_EQUAL(events(id).back(), "upgraded");
  BOOST_CHECK_EQUAL(ofLevel("B-B"), 0);
  BOOST_CHECK_EQUAL(ofLevel("B-LT"), 1);
  BOOST_CHECK(claim(Stage::upgrade).empty());
  std::vector<std::string> files;
  archive().forEachFile([&](const std::string&, const StoredFile& file) { files.push_back(file.digest); });
  for (const auto& digest : {before.container->digest, after.container->digest})
    BOOST_CHECK(std::ranges::find(files, digest) != files.end());
}

BOOST_AUTO_TEST_CASE(what_was_reached_stays_and_the_rest_is_due_later) {
  const auto id = due("A1");
  auto half = raised(claim(Stage::upgrade).at(0), "B-T");
  std::get<Upgraded>(half.result).stoppedBy = Problem{"serviceUnreachable", {}};
  half.continueAfter = std::chrono::hours(1);
  BOOST_REQUIRE(complete(half));
  BOOST_CHECK_EQUAL(document(id).level, "B-T");
  BOOST_CHECK_EQUAL(document(id).problems.at(0).code, "serviceUnreachable");
  BOOST_CHECK(claim(Stage::upgrade).empty());
  BOOST_CHECK_EQUAL(queue().hasten(), 1);
  BOOST_REQUIRE(complete(raised(claim(Stage::upgrade).at(0), "B-LT")));
  BOOST_CHECK(document(id).problems.empty());
}

BOOST_AUTO_TEST_CASE(flags_that_a_stage_gives_replace_those_before_and_are_counted) {
  const auto id = documentIn(State::authorised, newDocument("A1"));
  const auto signing = claim(Stage::sign).at(0);
  auto completion = completionOf(signing, Stage::sign);
  std::get<Signed>(completion.result).flags =
      std::vector<Flag>{{"revocationNoAddress", {{"issuer", "X"}}}, {"numberOdd", {}}};
  BOOST_REQUIRE(complete(completion));
  const auto counted = [&](milliseconds recent) {
    std::int64_t count = 0;
    for (const auto& one : archive().flagCounts(Part::revocation, recent)) {
      BOOST_CHECK_EQUAL(one.problem.code, "revocationNoAddress");
      BOOST_CHECK_EQUAL(one.problem.params.at("issuer"), "X");
      count += one.count;
    }
    return count;
  };
  BOOST_CHECK_EQUAL(document(id).flags.size(), 2u);
  BOOST_CHECK_EQUAL(counted(std::chrono::hours(1)), 1);
  BOOST_CHECK_EQUAL(counted(milliseconds(-1000)), 0);

  const auto publishing = claim(Stage::publish).at(0);
  BOOST_REQUIRE(complete({id, publishing.token, Published{.raise = true}, {}}));  // says nothing of flags
  BOOST_CHECK_EQUAL(document(id).flags.size(), 2u);
  BOOST_CHECK_EQUAL(counted(std::chrono::hours(1)), 1);

  BOOST_REQUIRE(complete(raised(claim(Stage::upgrade).at(0), "B-LT", std::vector<Flag>{{"numberOdd", {}}})));
  BOOST_CHECK_EQUAL(document(id).flags.at(0).code, "numberOdd");
  BOOST_CHECK_EQUAL(counted(std::chrono::hours(1)), 0);
}

BOOST_AUTO_TEST_CASE(what_waits_is_counted_by_its_problem) {
  const auto first = documentIn(State::authorised, newDocument("A1"));
  const auto second = documentIn(State::authorised, newDocument("A2"));
  BOOST_CHECK(archive().waitingCounts().empty());
  for (const auto& claimed : claim(Stage::sign, "w1", 2)) {
    BOOST_REQUIRE(queue().fail("w1", {claimed.document.id,
                                      claimed.token,
                                      Stage::sign,
                                      Disposition::wait,
                                      {"keyMissing", {{"member", "M1"}}},
                                      std::chrono::hours(1)}));
  }
  const auto counts = archive().waitingCounts();
  BOOST_REQUIRE_EQUAL(counts.size(), 1u);
  BOOST_CHECK(counts[0].state == State::authorised);
  BOOST_CHECK_EQUAL(counts[0].problem.code, "keyMissing");
  BOOST_CHECK_EQUAL(counts[0].problem.params.at("member"), "M1");
  BOOST_CHECK_EQUAL(counts[0].count, 2);
}

BOOST_AUTO_TEST_CASE(a_worker_that_lost_its_lease_raises_nothing) {
  const auto id = due("A1");
  const auto lost = claim(Stage::upgrade).at(0);
  queue().giveBack("w1");
  const auto taken = claim(Stage::upgrade, "w2").at(0);
  BOOST_CHECK(!complete(raised(lost, "B-LT")));
  BOOST_CHECK_EQUAL(document(id).level, "B-B");
  BOOST_CHECK_GT(taken.token, lost.token);
}

BOOST_AUTO_TEST_CASE(an_upgrade_given_up_leaves_the_document_published_until_it_is_retried) {
  const auto id = due("A1");
  const auto signAt = document(id).signAt;
  const auto waiting = claim(Stage::upgrade).at(0);
  BOOST_REQUIRE(queue().fail("w1", {id, waiting.token, Stage::upgrade, Disposition::wait, {"down", {}}}));
  BOOST_CHECK(document(id).signAt == signAt);  // the time that the signature claims
  const auto claimed = claim(Stage::upgrade).at(0);
  BOOST_REQUIRE(queue().fail("w1", {id, claimed.token, Stage::upgrade, Disposition::quarantined, {"bad", {}}}));
  BOOST_CHECK(document(id).state == State::published);
  BOOST_CHECK_EQUAL(document(id).problems.at(0).code, "bad");
  BOOST_CHECK_EQUAL(queue().raise({"B-B"}, 10), 0);
  BOOST_CHECK_EQUAL(archive().countStoppedUpgrades(), 1);
  BOOST_CHECK_EQUAL(archive().stoppedUpgrades(10).at(0).id, id);
  BOOST_CHECK(queue().retry(id, "operator"));
  BOOST_CHECK_EQUAL(archive().countStoppedUpgrades(), 0);
  BOOST_CHECK(archive().stoppedUpgrades(10).empty());
  BOOST_CHECK_EQUAL(claim(Stage::upgrade).size(), 1u);
  BOOST_CHECK_EQUAL(count(State::published), 1);
}

BOOST_AUTO_TEST_CASE(an_upgrade_under_way_is_not_retried_under_its_worker_s_hands) {
  const auto id = due("A1");
  const auto claimed = claim(Stage::upgrade).at(0);
  BOOST_CHECK(!queue().retry(id, "operator"));
  BOOST_CHECK(claim(Stage::upgrade, "w2").empty());
  BOOST_CHECK(complete(raised(claimed, "B-LT")));
}

BOOST_AUTO_TEST_CASE(a_dead_worker_s_upgrade_quarantines_nothing) {
  const auto id = due("A1");
  claim(Stage::upgrade, "dead", 1, milliseconds(0));
  BOOST_REQUIRE(eventually([&] { return queue().sweep({.maxAttempts = 1}) == 1; }));
  BOOST_CHECK(document(id).state == State::published);
  BOOST_CHECK_EQUAL(document(id).problems.at(0).code, "workerLost");
}

BOOST_AUTO_TEST_CASE(an_archive_below_the_level_is_raised_so_many_at_a_time) {
  for (const char* key : {"A1", "A2", "A3"}) documentIn(State::published, newDocument(key));
  BOOST_CHECK(claim(Stage::upgrade).empty());
  BOOST_CHECK_EQUAL(queue().raise({"B-B", "B-T"}, 2), 2);
  BOOST_CHECK_EQUAL(queue().raise({"B-B", "B-T"}, 2), 1);
  BOOST_CHECK_EQUAL(queue().raise({"B-B", "B-T"}, 2), 0);
  BOOST_CHECK_EQUAL(claim(Stage::upgrade).size(), 3u);
}

BOOST_AUTO_TEST_CASE(a_superseded_document_no_longer_counts) {
  due("A1");
  auto newer = newDocument("A1", "second");
  newer.replaceSigned = true;
  documentIn(State::published, newer);
  BOOST_CHECK_EQUAL(ofLevel("B-B"), 1);
  BOOST_CHECK_EQUAL(queue().pending(Stage::upgrade), 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(SignatureValues, TestDatabase)

BOOST_AUTO_TEST_CASE(a_value_is_kept_for_the_one_who_holds_the_document_and_found_by_the_next) {
  const auto id = documentIn(State::authorised, newDocument("A1"));
  auto& journal = open().journal();
  const auto first = claim(Stage::sign).at(0);
  const SignatureJournal::Entry entry{id, first.token, {std::string(64, 'a'), std::string("\0\xff value", 8)}};
  BOOST_CHECK(journal.keep(std::span(&entry, 1)).at(0));
  queue().giveBack("w1");
  const auto second = claim(Stage::sign, "w2").at(0);
  const SignatureJournal::Entry late{id, first.token, {std::string(64, 'b'), "x"}};
  BOOST_CHECK(!journal.keep(std::span(&late, 1)).at(0));  // fenced off
  const auto found = journal.find({std::string(64, 'a'), std::string(64, 'b')});
  BOOST_REQUIRE_EQUAL(found.size(), 1u);
  BOOST_CHECK(found[0].value == entry.signature.value);

  const auto signAt = second.document.signAt;
  BOOST_REQUIRE(queue().fail("w2", {id, second.token, Stage::sign, Disposition::wait, {"storeFull", {}}}));
  BOOST_CHECK(claim(Stage::sign, "w3").at(0).document.signAt == signAt);  // the value stays of use
  queue().giveBack("w3");
  BOOST_REQUIRE(complete(claim(Stage::sign).at(0), Stage::sign));
  BOOST_CHECK(journal.find({std::string(64, 'a')}).empty());
}

BOOST_AUTO_TEST_CASE(a_value_made_under_an_authorisation_that_was_revoked_is_forgotten) {
  const auto id = documentIn(State::authorised, newDocument("A1"));
  const auto claimed = claim(Stage::sign).at(0);
  const SignatureJournal::Entry entry{id, claimed.token, {std::string(64, 'a'), "x"}};
  BOOST_CHECK(open().journal().keep(std::span(&entry, 1)).at(0));
  BOOST_REQUIRE(authorisations().revoke(authorisations().list("").at(0).id, "M1"));
  BOOST_CHECK(open().journal().find({std::string(64, 'a')}).empty());
  BOOST_CHECK(!open().journal().keep(std::span(&entry, 1)).at(0));
}

BOOST_AUTO_TEST_CASE(a_quota_is_shared_and_what_is_left_is_given_back) {
  auto& quotas = open().quotas();
  const auto other = openDatabase(connection());
  const auto spent = quotas.spend("stamps", 3, 5);
  BOOST_CHECK_EQUAL(spent.count, 3);
  BOOST_CHECK(spent.day == open().today());
  BOOST_CHECK_EQUAL(other->quotas().spend("stamps", 3, 5).count, 2);
  BOOST_CHECK_EQUAL(quotas.spend("stamps", 1, 5).count, 0);
  quotas.giveBack("stamps", {2, spent.day});
  BOOST_CHECK_EQUAL(other->quotas().spend("stamps", 3, 5).count, 2);
  BOOST_CHECK_EQUAL(quotas.spend("other", 1, 5).count, 1);
  sql("UPDATE balalyk_quota SET day = '2020-01-01'");
  BOOST_CHECK_EQUAL(quotas.spend("stamps", 9, 5).count, 5);
}

BOOST_AUTO_TEST_CASE(what_was_left_of_yesterday_is_not_given_back_to_today) {
  auto& quotas = open().quotas();
  const auto yesterday = quotas.spend("stamps", 3, 5);
  sql("UPDATE balalyk_quota SET day = '2020-01-01'");
  BOOST_REQUIRE_EQUAL(quotas.spend("stamps", 5, 5).count, 5);
  quotas.giveBack("stamps", {yesterday.count, day(2020, 1, 1)});
  BOOST_CHECK_EQUAL(quotas.spend("stamps", 5, 5).count, 0);
  BOOST_CHECK_EQUAL(number("SELECT used FROM balalyk_quota WHERE day = '2020-01-01'"), 0);
}

BOOST_AUTO_TEST_CASE(the_day_of_a_quota_is_that_of_the_zone) {
  // 25 hours apart: never the same day.
  const auto ahead = openDatabase(connection(), {.zone = Zone("Pacific/Kiritimati")});
  const auto behind = openDatabase(connection(), {.zone = Zone("Pacific/Pago_Pago")});
  BOOST_CHECK_EQUAL(behind->quotas().spend("stamps", 9, 5).count, 5);
  BOOST_CHECK_EQUAL(behind->quotas().spend("stamps", 1, 5).count, 0);
  BOOST_CHECK_EQUAL(ahead->quotas().spend("stamps", 9, 5).count, 5);
  BOOST_CHECK_EQUAL(number("SELECT count(DISTINCT day) FROM balalyk_quota"), 2);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_quota WHERE day = '" + isoDate(ahead->today()) + "'"), 1);
}

// A batch of one document; its id is uuid(number).
std::string authoriseOne(TestDatabase& test, int number) {
  const auto drafted = test.document(test.documentIn(State::sent, newDocument("A" + std::to_string(number))));
  const AuthorisedContent content{drafted.id, drafted.contentDigest};
  test.authorisations().authorise({.id = uuid(number),
                                   .chairpersonId = drafted.chairpersonId,
                                   .commissionId = drafted.commissionId,
                                   .certificateDigest = std::string(64, 'c')},
                                  std::span(&content, 1));
  return drafted.id;
}

void signOne(TestDatabase& test, const std::string& id) {
  const auto claims = test.queue().claim({.worker = "w1", .stage = Stage::sign, .onlyDocuments = {id}});
  BOOST_REQUIRE(test.complete(claims.at(0), Stage::sign));
}

BOOST_AUTO_TEST_CASE(a_batch_without_a_receipt_is_found_until_it_has_one) {
  const auto id = authoriseOne(*this, 1);
  BOOST_CHECK(authorisations().withoutReceipt("", 10).empty());  // it waits to be signed
  signOne(*this, id);
  const auto due = authorisations().withoutReceipt("", 10);
  BOOST_REQUIRE_EQUAL(due.size(), 1u);
  BOOST_CHECK_EQUAL(due[0].certificateDigest, std::string(64, 'c'));
  BOOST_CHECK_EQUAL(authorisations().covered(uuid(1)).at(0).documentId, id);
  authorisations().keepReceipt(uuid(1), std::string(64, 'd'));
  BOOST_CHECK(authorisations().withoutReceipt("", 10).empty());
  BOOST_CHECK_EQUAL(authorisations().authorisation(uuid(1)).value().receiptDigest, std::string(64, 'd'));
}

BOOST_AUTO_TEST_CASE(batches_that_wait_or_get_no_receipt_do_not_keep_newer_ones_from_theirs) {
  std::vector<std::string> ids;
  for (int number = 1; number <= 6; ++number) ids.push_back(authoriseOne(*this, number));
  // The same moment: then by id. The database itself refuses to change what was recorded.
  sql(onSqlite() ? "DROP TRIGGER balalyk_authorisation_terms"
                 : "DROP TRIGGER balalyk_authorisation_kept ON balalyk_authorisation");
  sql("UPDATE balalyk_authorisation SET recorded_at = 7");
  for (const int number : {3, 4, 6}) signOne(*this, ids.at(static_cast<std::size_t>(number) - 1));
  std::vector<std::string> found;
  for (auto due = authorisations().withoutReceipt("", 2); !due.empty();
       due = authorisations().withoutReceipt(due.back().id, 2)) {
    BOOST_REQUIRE_LE(due.size(), 2u);
    for (const auto& authorisation : due) found.push_back(authorisation.id);
  }
  BOOST_CHECK((found == std::vector<std::string>{uuid(3), uuid(4), uuid(6)}));
}

BOOST_AUTO_TEST_SUITE_END()
