#include "RolesFixture.h"

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
  for (const std::string login : {"signer", "nightly", "chairperson", "pages"})
    BOOST_CHECK(!may(login, "UPDATE balalyk_batch SET runner = 'x'"));
  for (const std::string login : {"keys", "pages"}) {
    BOOST_CHECK(!may(login, "UPDATE balalyk_batch SET digest = 'x'"));
    BOOST_CHECK(!may(login, "DELETE FROM balalyk_batch_document"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
