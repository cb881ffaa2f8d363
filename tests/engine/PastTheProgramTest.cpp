#include <thread>

#include "SigningFixture.h"
#include "connectors/database/session/Connection.h"
#include "connectors/database/session/SqlSession.h"
#include "pipeline/evidence/AuthorisationCheck.h"
#include "pipeline/evidence/DocumentTrail.h"
#include "pipeline/stages/DocumentFiles.h"
#include "signing/xades/PreparedSignature.h"

using namespace balalyk;
using namespace balalyk::tests;

// What somebody writes into rows of documents past the program neither signs nor publishes, and is found.
namespace {

struct Attacked : SigningFixture {
  void sql(const std::string& statements) {
    makeEngine(connection, {})
        ->connect(std::chrono::steady_clock::now() + std::chrono::seconds(10))
        ->script(statements);
  }
  void change(const Document& document, const std::string& columns) {
    sql(fmt::format("UPDATE balalyk_document SET {} WHERE id = '{}'", columns, document.id));
  }

  // The document's own files, signed with any key of the ring, and put where the sign stage would put them.
  void signPast(const Document& document, const std::string& keyOf) {
    const auto key = keys->open(keyOf);
    const signing::DigestedFiles files(
        containerFiles(document, database->archive().recordXml(document.id).value(), *store));
    const auto at = std::chrono::floor<std::chrono::seconds>(database->now());
    const auto prepared =
        signing::prepare(files, key->certificate(), key->chain(), {.signingTime = at, .countryCode = "KG"});
    const std::vector<signing::Digest> digests{signing::digestToSign(prepared)};
    const auto container = signing::finish(prepared, files, key->sign(digests).at(0));
    change(
        document,
        fmt::format("state = 'signed', stage = 'publish', due_at = 0, ready_at = 0, sign_at = {}, level = 'B-B', "
                    "container_name = 'a.asice', container_media_type = 'application/vnd.etsi.asic-e+zip', "
                    "container_size = {}, container_digest = '{}'",
                    std::chrono::milliseconds(at.time_since_epoch()).count(), container.size(), store->put(container)));
  }

  // "code part" of each thing found.
  std::vector<std::string> found() {
    DocumentTrail trail(*database);
    BOOST_TEST(!database->audit().walk([&](const AuditEntry& entry) { trail.see(entry); }));
    std::vector<std::string> found;
    for (const auto& problem : trail.problems()) {
      const auto part = problem.params.find("part");
      found.push_back(problem.code + (part == problem.params.end() ? "" : " " + part->second));
    }
    return found;
  }
  void requireFound(const std::vector<std::string>& expected) {
    BOOST_TEST(found() == expected, boost::test_tools::per_element());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(past_the_program, Attacked)

BOOST_AUTO_TEST_CASE(what_the_chairperson_rejected_is_not_signed_by_an_authorisation_given_before) {
  const auto document = drafted(), other = drafted();
  Authorise(*database, *store).batch(std::vector{document, other}, "M1", *keys->open("M1"));
  Authorise(*database, *store)
      .standing({.chairpersonId = "M1",
                 .commissionId = "K1",
                 .kinds = allKinds(),
                 .from = Date{std::chrono::year(2020), std::chrono::January, std::chrono::day(1)},
                 .to = Date{std::chrono::year(2099), std::chrono::December, std::chrono::day(31)}},
                *keys->open("M1"));
  BOOST_REQUIRE(database->authorisations().reject(document.id, "M1", "no"));
  change(document, "state = 'authorised', stage = 'sign', due_at = 0, ready_at = 0");
  work();
  BOOST_TEST((stateOf(other.id) == State::published));
  BOOST_TEST((stateOf(document.id) == State::sent));
  BOOST_TEST(firstProblem(document.id) == "documentRejected");
  // A standing authorisation does not decide on it again, and the chairperson only on what the secretary sends again.
  change(document, "state = 'sent', stage = NULL");
  database->authorisations().applyStanding(10);
  work();
  BOOST_TEST(!database->archive().document(document.id)->container);
  std::this_thread::sleep_for(std::chrono::seconds(1));  // statements name their second
  authorise(database->archive().document(document.id).value());
  work();
  BOOST_TEST(!database->archive().document(document.id)->container);
  BOOST_TEST((stateOf(document.id) == State::quarantined));
  BOOST_TEST(firstProblem(document.id) == "authorisedUnsent");
  requireFound({});
}

BOOST_AUTO_TEST_CASE(what_was_signed_although_it_was_rejected_is_found) {
  const auto document = drafted();
  authorise(document);
  BOOST_REQUIRE(database->authorisations().reject(document.id, "M1", "no"));
  change(document, "state = 'authorised', stage = 'sign', due_at = 0, ready_at = 0");
  // A program that does not ask signs it.
  auto claim = database->queue().claim({.worker = "old", .stage = Stage::sign, .limit = 1}).at(0);
  const Completed completion{
      .documentId = document.id,
      .token = claim.token,
      .result = Signed{
          .container = {"a.asice", "application/zip", store->put("x"), 1}, .certificateDigest = "00", .level = "B-B"}};
  BOOST_REQUIRE(database->queue().complete("old", {&completion, 1}).at(0));
  requireFound({"documentSignedAfterRejection"});
}

BOOST_AUTO_TEST_CASE(a_container_of_another_person_is_not_published_whatever_the_row_says) {
  const auto document = drafted();
  signPast(document, "M2");
  work();
  BOOST_TEST((stateOf(document.id) == State::quarantined));
  BOOST_TEST(firstProblem(document.id) == "containerOfAnotherPerson");
}

BOOST_AUTO_TEST_CASE(a_time_written_into_the_row_makes_no_ended_certificate_good_again) {
  const auto document = drafted("M3");
  database->authorisations().authorise({.id = "00000000-0000-4000-8000-000000000009",
                                        .chairpersonId = "M3",
                                        .commissionId = "K1",
                                        .recordedAt = database->now()},
                                       std::vector<AuthorisedContent>{{document.id, document.contentDigest}});
  change(document, "sign_at = 1590000000000");  // in May 2020 it was valid
  work();
  BOOST_TEST(firstProblem(document.id) == "certificateExpired");
}

BOOST_AUTO_TEST_CASE(a_row_that_the_trail_knows_otherwise_is_found) {
  const auto first = drafted(), second = drafted(), third = drafted();
  Authorise(*database, *store).batch(std::vector{first, second}, "M1", *keys->open("M1"));
  work();
  requireFound({});
  const auto now = database->archive().document(first.id).value();
  const auto other = database->archive().document(second.id).value();
  const std::string back = fmt::format(
      "state = 'published', container_digest = '{}', certificate_digest = '{}', level = 'B-B', "
      "content_digest = '{}', record_digest = '{}'",
      now.container->digest, now.certificateDigest, now.contentDigest, now.recordDigest);
  const std::pair<std::string, const char*> changes[] = {
      {"state = 'superseded'", "state"},
      {fmt::format("container_digest = '{}'", other.container->digest), "container"},
      {"container_digest = NULL", "container"},
      {"certificate_digest = ''", "certificate"},
      {"level = 'B-LTA'", "level"},
      {fmt::format("content_digest = '{}'", other.contentDigest), "content"},
      {fmt::format("record_digest = '{}'", other.recordDigest), "record"}};
  for (const auto& [columns, part] : changes) {
    change(now, columns);
    requireFound({std::string("documentDiffers ") + part});
    change(now, back);
  }
  sql(fmt::format(
      "UPDATE balalyk_file SET digest = '{}' WHERE sequence = (SELECT sequence FROM balalyk_document WHERE id = '{}')",
      other.files[0].digest, first.id));
  requireFound({"documentDiffers content"});
  sql(fmt::format(
      "UPDATE balalyk_file SET digest = '{}' WHERE sequence = (SELECT sequence FROM balalyk_document WHERE id = '{}')",
      now.files[0].digest, first.id));
  sql(fmt::format(
      "UPDATE balalyk_record SET xml = xml || ' ' WHERE sequence = (SELECT sequence FROM balalyk_document WHERE id = "
      "'{}')",
      first.id));
  requireFound({"documentDiffers record"});
  sql("UPDATE balalyk_record SET xml = rtrim(xml, ' ')");
  change(third, "state = 'published'");
  requireFound({"documentDiffers state"});
}

BOOST_AUTO_TEST_CASE(a_receipt_that_the_trail_knows_otherwise_is_found) {
  const auto document = drafted();
  const auto id = authorise(document).id;
  work();
  const auto codes = [&] {
    AuthorisationCheck check(*database, *store, validator, {});
    database->audit().walk([&](const AuditEntry& entry) { check.see(entry); });
    std::string codes;
    for (const auto& problem : check.problems()) codes += problem.code + " ";
    return codes;
  };
  database->authorisations().keepReceipt(id, std::string(64, 'a'));
  database->authorisations().keepReceipt(id, std::string(64, 'b'));
  BOOST_TEST(codes() == "");
  sql("UPDATE balalyk_authorisation SET receipt_digest = ''");
  BOOST_TEST(codes() == "receiptNotInTrail ");
}

// Both are read one after the other, and people continue working.
BOOST_AUTO_TEST_CASE(what_a_chairperson_does_while_it_is_looked_is_not_a_discrepancy) {
  const auto first = drafted(), second = drafted();
  const auto revoked = authorise(first).id;
  AuthorisationCheck check(*database, *store, validator, {});
  authorise(second);
  const auto walk = [&] { return database->audit().walk([&](const AuditEntry& entry) { check.see(entry); }); };
  BOOST_TEST(!walk());
  database->authorisations().keepReceipt(revoked, std::string(64, 'a'));
  database->authorisations().revoke(revoked, "M1");
  authorise(drafted());
  for (const auto& problem : check.problems()) BOOST_ERROR(toString(problem));
}

BOOST_AUTO_TEST_CASE(a_row_that_was_inserted_or_removed_is_found) {
  const auto document = drafted(), copied = drafted();
  change(copied, "id = '00000000-0000-7000-8000-000000000001'");
  auto all = found();
  std::ranges::sort(all);
  BOOST_TEST(all == (std::vector<std::string>{"documentMissing", "documentNotInTrail"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
