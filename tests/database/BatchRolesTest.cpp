#include "RolesFixture.h"
#include "pipeline/casework/ReviewInbox.h"

using namespace balalyk;
using namespace balalyk::tests;

BOOST_FIXTURE_TEST_SUITE(PostgresRoles, Roles, *boost::unit_test::precondition(onlyOnPostgres))

BOOST_AUTO_TEST_CASE(the_portal_freezes_a_batch_and_the_key_holder_alone_is_at_it) {
  const auto document = documentIn(State::sent, newDocument("A1"));
  const AuthorisedContent content{document, this->document(document).contentDigest};
  auto& pages = openDatabaseAs("pages").batches();
  BOOST_CHECK(pages.prepare({.id = uuid(1), .chairpersonId = "M1", .digest = "d"}, {&content, 1}));
  BOOST_CHECK_EQUAL(pages.documents(uuid(1)).size(), 1u);
  BOOST_CHECK_EQUAL(pages.ofChairperson("M1", 10).size(), 1u);
  BOOST_CHECK_EQUAL(codeOf([&] { pages.take(uuid(1), "w1", milliseconds(1'000)); }), "databaseRefused");
  BOOST_CHECK(!may("pages", "UPDATE balalyk_batch_document SET content_digest = 'x'"));
  BOOST_CHECK(!may("pages", "INSERT INTO balalyk_authorisation_document VALUES ('x', 'x', 'x')"));

  auto& keys = openDatabaseAs("keys");
  BOOST_CHECK(keys.batches().take(uuid(1), "w1", milliseconds(1'000)));
  BOOST_CHECK(keys.batches().keep(uuid(1), "w1", milliseconds(1'000)));
  keys.batches().leaveOut(uuid(1), {{document, {"documentChanged", {}}}});
  BOOST_CHECK(keys.batches().release(uuid(1), "w1", Problem{"keyPinWrong", {}}));
  const SignInLedger::Attempt attempt{"key:M1", {}};
  BOOST_CHECK(keys.signIn().attempt({&attempt, 1}).count() == 0);
  keys.signIn().forget("key:M1");
  const Authorisation batch{.id = uuid(1), .chairpersonId = "M1", .commissionId = "K1"};
  BOOST_CHECK_EQUAL(keys.authorisations().authorise(batch, {&content, 1}).size(), 1u);
  BOOST_CHECK(!keys.queue().claim({.worker = "w1", .stage = Stage::sign}).empty());
  BOOST_CHECK_EQUAL(openDatabaseAs("pages").signIn().left(attempt), attempt.limit.free);
  for (const std::string login : {"signer", "nightly", "chairperson", "pages"})
    BOOST_CHECK(!may(login, "UPDATE balalyk_batch SET runner = 'x'"));
  for (const std::string login : {"keys", "pages"}) {
    BOOST_CHECK(!may(login, "UPDATE balalyk_batch SET digest = 'x'"));
    BOOST_CHECK(!may(login, "DELETE FROM balalyk_batch_document"));
  }
}

BOOST_AUTO_TEST_CASE(the_pages_show_the_inbox_and_give_documents_back_with_their_role) {
  const Account account{
      .id = "ACC", .active = true, .grants = {{.role = Role::chairperson, .place = "K1", .memberId = "M1"}}};
  const auto first = documentIn(State::sent, newDocument("A1")), second = documentIn(State::sent, newDocument("A2"));
  auto& pages = openDatabaseAs("pages");
  const ReviewInbox inbox(pages, account);
  BOOST_CHECK_EQUAL(inbox.waiting({}, "", 10).rows.size(), 2u);
  BOOST_CHECK_EQUAL(inbox.counts().size(), 1u);
  BOOST_CHECK_EQUAL(inbox.neighbours({}, first).next, second);
  inbox.markOpened(inbox.find(first).value());
  BOOST_CHECK(inbox.find(first).value().openedAt);
  BOOST_CHECK(pages.archive().recordXml(first));
  BOOST_CHECK_EQUAL(pages.archive().revisions(Source::application, "A1").size(), 1u);
  inbox.giveBack(first, "жок");
  BOOST_CHECK(stateOf(first) == State::returned);
  BOOST_CHECK_EQUAL(document(first).reason, "жок");
  // Also of what is authorised and not signed: the values that were prepared for it go too.
  authorise(second);
  inbox.giveBack(second, "жок");
  BOOST_CHECK(stateOf(second) == State::returned);
  BOOST_CHECK(pages.authorisations().list("K1").size() == 1u);
  BOOST_CHECK_EQUAL(pages.authorisations().covered(pages.authorisations().list("K1").at(0).id).size(), 1u);
  for (const std::string statement :
       {"UPDATE balalyk_authorisation SET revoked_at = 1", "INSERT INTO balalyk_signature_journal DEFAULT VALUES",
        "UPDATE balalyk_signature_journal SET document_id = 'x'", "SELECT * FROM balalyk_signature_journal",
        "INSERT INTO balalyk_authorisation DEFAULT VALUES"})
    BOOST_CHECK_MESSAGE(!may("pages", statement), statement);
}

BOOST_AUTO_TEST_SUITE_END()
