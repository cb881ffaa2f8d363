#include "RolesFixture.h"
#include "pipeline/ports/ArchiveExports.h"
#include "pipeline/ports/ArchiveSearch.h"
#include "pipeline/ports/FixityLog.h"
#include "pipeline/ports/Retention.h"

using namespace balalyk;
using namespace balalyk::tests;

BOOST_FIXTURE_TEST_SUITE(PostgresRoles, Roles, *boost::unit_test::precondition(onlyOnPostgres))

BOOST_AUTO_TEST_CASE(the_portal_orders_files_and_holds_and_the_publisher_alone_makes_and_checks) {
  const auto document = documentIn(State::published, newDocument("A1"));
  auto& pages = openDatabaseAs("pages");
  const Permission by{.everywhere = true};
  BOOST_CHECK_EQUAL(pages.archiveSearch().list({}, by, "", 10).rows.size(), 1u);
  BOOST_CHECK_EQUAL(pages.archiveSearch().search("асан", {}, by, 10).rows.size(), 1u);
  BOOST_CHECK(pages.archiveSearch().document(document, by));
  BOOST_CHECK(pages.evidence().places("x").empty());
  const auto id = pages.archiveExports().order("aigul", ExportKind::files, {document}, "");
  BOOST_CHECK(pages.archiveExports().find(id, "aigul"));
  BOOST_CHECK(pages.retention().setHold(document, "x", "aigul"));
  BOOST_CHECK(pages.retention().liftHold(document, "x", "aigul"));
  BOOST_CHECK(!pages.fixity().last());
  BOOST_CHECK(!may("pages", "UPDATE balalyk_export SET state = 'ready'"));
  BOOST_CHECK(!may("pages", "DELETE FROM balalyk_export"));
  BOOST_CHECK(!may("pages", "INSERT INTO balalyk_fixity (begun_at) VALUES (1)"));

  auto& publisher = openDatabaseAs("publisher");
  const auto claimed = publisher.archiveExports().claim(std::chrono::minutes(1)).value();
  BOOST_CHECK(publisher.archiveExports().fail(claimed, {"storeFull", {}}, milliseconds(0)));
  const auto again = publisher.archiveExports().claim(std::chrono::minutes(1)).value();
  BOOST_CHECK(publisher.archiveExports().finish(again, {"d", "m", 1, false}, "w1"));
  const auto other = pages.archiveExports().order("aigul", ExportKind::files, {document}, "");
  BOOST_CHECK(publisher.archiveExports().fail(publisher.archiveExports().claim(std::chrono::minutes(1)).value(),
                                              {"storeFull", {}}, std::nullopt));
  BOOST_CHECK_EQUAL(pages.archiveExports().failed(std::chrono::hours(1), 10).size(), 1u);
  BOOST_CHECK(pages.archiveExports().retry(other, "op"));
  BOOST_CHECK_EQUAL(publisher.archiveExports().expire(milliseconds(-1000), 10).size(), 1u);
  const auto run = publisher.fixity().begin();
  BOOST_CHECK_EQUAL(publisher.fixity().tries(run), 1);
  publisher.fixity().goCarefully(run, 5);
  const auto part = publisher.fixity().filesAfter(0, 100);
  BOOST_CHECK(publisher.fixity().add(run, {part.position, 1, 1, 0, {{document, {"storeFull", {}}, {}}}}));
  publisher.fixity().end(publisher.fixity().last().value(), "w1");
  BOOST_CHECK(publisher.fixity().lastEnded());
  BOOST_CHECK(!may("publisher", "DELETE FROM balalyk_hold"));
  BOOST_CHECK(!may("publisher", "DELETE FROM balalyk_export_document"));
}

BOOST_AUTO_TEST_SUITE_END()
