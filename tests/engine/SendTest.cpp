#include "SigningFixture.h"
#include "connectors/database/session/Connection.h"
#include "connectors/database/session/SqlSession.h"
#include "pipeline/actions/Recall.h"
#include "pipeline/actions/Send.h"

using namespace balalyk;
using namespace balalyk::tests;

// The chairperson signs nothing that is not sent, whatever is tried.
namespace {

const Sender kSecretary{"M2", "K1"};

struct Gate : SigningFixture {
  void recall(const Document& document) {
    BOOST_REQUIRE(!Recall(*database).run({document.id}, kSecretary).at(0).problem);
  }
  void send(const Document& document) { BOOST_REQUIRE(!Send(*database).run({document.id}, kSecretary).at(0).problem); }
  void sql(const std::string& statements) {
    makeEngine(connection, {})
        ->connect(std::chrono::steady_clock::now() + std::chrono::seconds(10))
        ->script(statements);
  }
  // As one who may write rows lets it be signed: due, and covered by what the chairperson did sign.
  void forceOn(const Document& document, const Authorisation& authorisation) {
    sql(
        fmt::format("INSERT OR IGNORE INTO balalyk_authorisation_document VALUES ('{}', '{}', '{}');"
                    "UPDATE balalyk_document SET state = 'authorised', stage = 'sign', due_at = 0, ready_at = 0 "
                    "WHERE id = '{}'",
                    document.id, document.contentDigest, authorisation.id, document.id));
  }
  Authorisation allowAll() {
    return Authorise(*database, *store)
        .standing({.chairpersonId = "M1",
                   .commissionId = "K1",
                   .kinds = allKinds(),
                   .from = Date{std::chrono::year(2020), std::chrono::January, std::chrono::day(1)},
                   .to = Date{std::chrono::year(2099), std::chrono::December, std::chrono::day(31)}},
                  *keys->open("M1"));
  }
  void requireUnsigned(const Document& document, State state) {
    BOOST_TEST((stateOf(document.id) == state));
    BOOST_TEST(!database->archive().document(document.id)->container);
    for (const auto& entry : database->audit().ofDocument(document.id)) BOOST_TEST(entry.event != "signed");
  }
  Document now(const Document& document) { return database->archive().document(document.id).value(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Unsent, Gate)

BOOST_AUTO_TEST_CASE(a_batch_that_was_listed_before_the_recall_neither_authorises_nor_names_what_was_recalled) {
  const auto kept = drafted(), recalled = drafted();
  Authorise authorise(*database, *store);
  const auto reviewed = authorise.review("M1", 10).documents;
  BOOST_REQUIRE(reviewed.size() == 2u);
  recall(recalled);
  BOOST_TEST(authorise.review("M1", 10).documents.size() == 1u);
  const auto outcome = authorise.batch(reviewed, "M1", *keys->open("M1"));
  BOOST_TEST(outcome.authorised == std::vector<std::string>{kept.id}, boost::test_tools::per_element());
  BOOST_TEST(outcome.skipped == std::vector<std::string>{recalled.id}, boost::test_tools::per_element());
  const auto signedOnes = openStatement(outcome.authorisation, *store, validator).statement.documents;
  BOOST_TEST(signedOnes.contains(kept.id));
  BOOST_TEST(!signedOnes.contains(recalled.id));
  work();
  BOOST_TEST((stateOf(kept.id) == State::published));
  requireUnsigned(recalled, State::drafted);
  // Sent again as it was, it has to be decided on again.
  send(recalled);
  work();
  requireUnsigned(recalled, State::sent);
}

BOOST_AUTO_TEST_CASE(a_batch_of_which_everything_was_recalled_makes_the_chairperson_sign_nothing) {
  const auto document = drafted();
  recall(document);
  const auto outcome = Authorise(*database, *store).batch({&document, 1}, "M1", *keys->open("M1"));
  BOOST_TEST(outcome.authorised.empty());
  BOOST_TEST(outcome.authorisation.statementDigest.empty());
  BOOST_TEST(database->authorisations().list("K1").empty());
}

BOOST_AUTO_TEST_CASE(a_standing_authorisation_signs_what_was_recalled_only_once_it_is_sent_again) {
  const auto document = drafted();
  recall(document);
  allowAll();
  work();
  requireUnsigned(document, State::drafted);
  send(document);
  work();
  BOOST_TEST((stateOf(document.id) == State::published));
}

BOOST_AUTO_TEST_CASE(what_is_set_on_its_way_past_the_program_after_a_recall_is_set_aside_unsigned) {
  const auto document = drafted();
  recall(document);
  const auto standing = allowAll();
  forceOn(document, standing);
  work();
  requireUnsigned(document, State::quarantined);
  BOOST_TEST(firstProblem(document.id) == "authorisedUnsent");
  // A retry leads to the same place.
  BOOST_TEST(database->queue().retry(document.id, "operator"));
  work();
  requireUnsigned(document, State::quarantined);
  BOOST_TEST((Recall(*database).run({document.id}, kSecretary).at(0).problem->code == "documentNotSent"));
}

// A grant does not look at the value of a state: who may write one cannot spare the secretary, where a standing
// authorisation waits for whatever is sent.
BOOST_AUTO_TEST_CASE(a_state_that_was_written_past_the_program_sends_nothing_to_a_standing_authorisation) {
  for (const char* written : {"state = 'sent'", "state = 'authorised', stage = 'sign', due_at = 0, ready_at = 0"}) {
    const auto document = drafted();
    recall(document);
    allowAll();
    sql(fmt::format("UPDATE balalyk_document SET {} WHERE id = '{}'", written, document.id));
    work();
    work();
    requireUnsigned(document, State::quarantined);
    BOOST_TEST(firstProblem(document.id) == "authorisedUnsent");
  }
}

BOOST_AUTO_TEST_CASE(a_statement_that_names_a_document_does_not_outlive_its_recall) {
  const auto document = drafted();
  const auto batch = authorise(document);
  sql(
      fmt::format("UPDATE balalyk_document SET state = 'sent', stage = NULL, due_at = NULL, ready_at = NULL "
                  "WHERE id = '{}'",
                  document.id));
  recall(document);
  forceOn(document, batch);
  work();
  requireUnsigned(document, State::quarantined);
  BOOST_TEST(firstProblem(document.id) == "authorisedUnsent");
}

BOOST_AUTO_TEST_CASE(what_waits_for_its_key_is_authorised_and_cannot_be_recalled) {
  const auto document = drafted("M9");  // who has no key here
  const AuthorisedContent content{document.id, document.contentDigest};
  database->authorisations().authorise({.id = "x", .chairpersonId = "M9", .commissionId = "K1"}, {&content, 1});
  const auto recalled = Recall(*database).run({document.id}, kSecretary).at(0);
  BOOST_TEST((recalled.problem == Problem{"documentAuthorised", {{"document", document.id}, {"state", "authorised"}}}));
  BOOST_TEST((stateOf(document.id) == State::authorised));
}

BOOST_AUTO_TEST_SUITE_END()
