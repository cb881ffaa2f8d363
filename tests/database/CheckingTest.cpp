// Files that are found by what they hold, until when certificates are good, what processes say of themselves, and
// sessions that an operator ends: on both databases.
#include <boost/test/unit_test.hpp>

#include "RolesFixture.h"
#include "TestDatabase.h"
#include "signing/crypto/Digest.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

std::string digestOf(const std::string& text) {
  return signing::toHex(signing::sha256(text));
}

ProcessReport report(const std::string& name, const std::string& host) {
  return {.name = name,
          .host = host,
          .command = "worker",
          .version = "1",
          .stages = {"fill", "sign"},
          .slots = 3,
          .troubles = {{"serviceUnreachable", 2, Timestamp(milliseconds(1'700'000'000'000))}},
          .disks = {{"store", 1ULL << 40, 1ULL << 41}}};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Checking, TestDatabase)

BOOST_AUTO_TEST_CASE(a_document_is_found_by_each_file_that_it_has_or_had) {
  const auto id = documentIn(State::published, newDocument("A1"));
  const auto pdf = document(id).files.at(0).digest, container = document(id).container->digest;
  for (const auto& digest : {pdf, container}) BOOST_CHECK_EQUAL(archive().ofFile(digest).value().id, id);
  BOOST_CHECK(!archive().ofFile(digestOf("nothing of ours")));
  BOOST_CHECK(!archive().ofFile(""));
  BOOST_REQUIRE_EQUAL(queue().raise({"B-B"}, 10), 1);
  BOOST_REQUIRE(complete(claim(Stage::upgrade).at(0), Stage::upgrade));
  BOOST_CHECK_EQUAL(archive().ofFile(container).value().id, id);  // as it was before
  // A file of two documents is the newer one's.
  auto second = newDocument("A2");
  const auto newer = documentIn(State::drafted, second);
  BOOST_CHECK_EQUAL(archive().ofFile(std::string(64, 'd')).value().id, newer);
}

BOOST_AUTO_TEST_CASE(the_certificate_that_a_chairperson_used_last_is_known_by_its_end) {
  const auto now = open().now();
  const auto record = [&](int number, const char* member, const char* digest, std::optional<Timestamp> until) {
    authorisations().recordStanding({.id = uuid(number),
                                     .chairpersonId = member,
                                     .commissionId = "K1",
                                     .kinds = allKinds(),
                                     .certificateDigest = digest,
                                     .certificateUntil = until});
  };
  record(1, "M1", "old", now + std::chrono::days(3));
  record(2, "M1", "new", now + std::chrono::days(900));
  record(3, "M2", "other", now + std::chrono::days(30));
  record(4, "M3", "unknown", std::nullopt);
  const auto all = authorisations().certificates();
  BOOST_REQUIRE_EQUAL(all.size(), 2u);
  BOOST_CHECK_EQUAL(all[0].digest, "other");
  BOOST_CHECK_EQUAL(all[1].digest, "new");
  BOOST_CHECK(all[1].until == now + std::chrono::days(900));
}

BOOST_AUTO_TEST_CASE(processes_say_what_they_are_and_are_forgotten_after_a_day) {
  auto& processes = open().processes();
  processes.report(report("w2", "osh"));
  processes.report(report("w1", "nookat"));
  auto again = report("w1", "nookat");
  again.slots = 4;
  again.troubles.clear();
  processes.report(again);
  const auto all = processes.list();
  BOOST_REQUIRE_EQUAL(all.size(), 2u);
  BOOST_CHECK_EQUAL(all[0].name, "w1");
  BOOST_CHECK_EQUAL(all[0].slots, 4);
  BOOST_CHECK(all[0].troubles.empty());
  const auto said = report("w2", "osh");
  BOOST_CHECK(all[1].stages == said.stages && all[1].troubles == said.troubles && all[1].disks == said.disks);
  BOOST_CHECK(open().now() - all[1].seenAt < std::chrono::minutes(1));
  processes.forget("w1");
  BOOST_CHECK_EQUAL(processes.list().size(), 1u);
  sql("UPDATE balalyk_process SET seen_at = seen_at - 90000000");
  processes.report(report("w3", "talas"));
  BOOST_CHECK_EQUAL(processes.list().at(0).name, "w3");
}

BOOST_AUTO_TEST_CASE(an_operator_ends_the_sessions_of_an_account_and_the_trail_says_who) {
  auto& sessions = open().sessions();
  for (const char* digest : {"d1", "d2"}) sessions.create({digest, "aigul", ""});
  sessions.create({"d3", "other", ""});
  BOOST_CHECK_EQUAL(sessions.endOf("aigul", "the operator"), 2);
  BOOST_CHECK_EQUAL(sessions.endOf("aigul", "the operator"), 0);
  BOOST_CHECK_EQUAL(sessions.list("other", {}).size(), 1u);
  std::vector<std::string> actors;
  open().audit().walk([&](const AuditEntry& entry) { actors.push_back(entry.actor); });
  BOOST_CHECK(actors == std::vector<std::string>{"the operator"});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(CheckingRoles, Roles, *boost::unit_test::precondition(onlyOnPostgres))

BOOST_AUTO_TEST_CASE(the_portal_checks_files_and_serves_the_operator_with_its_role) {
  auto first = newDocument("A1");
  const auto published = documentIn(State::published, first), due = take(newDocument("A2"));
  auto& portal = openDatabaseAs("pages");
  BOOST_CHECK_EQUAL(portal.archive().ofFile(document(published).container->digest).value().id, published);
  BOOST_CHECK(portal.archive().recordXml(published));
  portal.archive().counts();
  portal.archive().levelCounts();
  portal.archive().waitingCounts();
  portal.archive().flagCounts(Part::revocation, std::chrono::hours(1));
  portal.archive().stuck(std::chrono::hours(1), 10);
  portal.archive().inState(State::quarantined, 10);
  portal.archive().stoppedUpgrades(10);
  portal.archive().countStoppedUpgrades();
  for (const auto stage : allStages()) {
    portal.queue().oldestDue(stage);
    portal.queue().pending(stage);
  }
  portal.schedule().lastFinished("nightly");
  portal.authorisations().certificates();
  portal.vouchers().quotas("", 2026);
  const auto claimed = claim(Stage::fill).at(0);
  BOOST_REQUIRE(queue().fail("w1", {.documentId = due,
                                    .token = claimed.token,
                                    .stage = Stage::fill,
                                    .disposition = Disposition::quarantined,
                                    .problem = {"officePdfUnknown", {}}}));
  BOOST_CHECK(portal.queue().retry(due, "the operator"));
  const auto id = portal.accounts().add({{kLocalIssuer, "aida"}, "", "ky"}, "the operator").value();
  BOOST_CHECK(portal.accounts().setActive(id, false, "the operator"));
  BOOST_CHECK(portal.accounts().setActive(id, true, "the operator"));
  BOOST_CHECK_EQUAL(portal.sessions().endOf(id, "the operator"), 0);
}

BOOST_AUTO_TEST_CASE(who_works_says_so_with_its_role) {
  for (const char* role : {"filler", "signer", "publisher", "nightly", "pages"}) {
    openDatabaseAs(role).processes().report(report(role, "host"));
    openDatabaseAs(role).processes().forget(role);
  }
  BOOST_CHECK(!may("secretary", "SELECT 1 FROM balalyk_process"));
}

BOOST_AUTO_TEST_SUITE_END()
