#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "PostgresServer.h"
#include "TestDatabase.h"
#include "connectors/database/Connection.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

// A migrated database with the roles of the script, and a login in each.
struct Roles : TestDatabase {
  Roles() {
    std::ifstream stream(ROLES_SCRIPT);
    std::stringstream script;
    script << stream.rdbuf();
    session("postgres")->script(script.str());
    session("postgres")->script(script.str());  // as after an upgrade
    session("postgres")
        ->script(
            "DO $$ BEGIN CREATE ROLE nightly LOGIN IN ROLE balalyk_pipeline; CREATE ROLE archivist LOGIN IN ROLE "
            "balalyk_archive; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
  }

  std::string as(const std::string& role) const {
    auto uri = connection();
    return uri.replace(uri.find("postgres@"), 8, role);
  }

  std::unique_ptr<SqlSession> session(const std::string& role) const {
    return makeEngine(as(role), {})->connect(std::chrono::steady_clock::now() + std::chrono::seconds(10));
  }

  bool may(const std::string& role, const std::string& statement) const {
    return codeOf([&] { session(role)->run({"try", statement}); }).empty();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(PostgresRoles, Roles, *boost::unit_test::precondition(onlyOnPostgres))

BOOST_AUTO_TEST_CASE(the_pipeline_does_its_work_with_its_own_role) {
  const auto database = openDatabase(as("nightly"));
  auto& documents = database->documents();
  auto first = newDocument("A1");
  first.uniqueNumber = true;
  documents.take(std::span(&first, 1), "nightly");
  auto changed = newDocument("A1", "second");
  changed.uniqueNumber = true;
  const auto id = documents.take(std::span(&changed, 1), "nightly").at(0).documentId;
  const auto pass = [&](Stage stage) {
    const auto claim = documents.claim({.worker = "w1", .stage = stage}).at(0);
    documents.heartbeat("w1", std::chrono::minutes(1));
    const auto completion = completionOf(claim, stage);
    BOOST_CHECK(documents.complete("w1", std::span(&completion, 1)).at(0));
  };
  pass(Stage::fill);
  database->authorisations().recordStanding(
      {.id = uuid(1), .chairpersonId = "M1", .commissionId = "K1", .kinds = allKinds()});
  BOOST_CHECK_EQUAL(database->authorisations().applyStanding(10), 1);
  pass(Stage::sign);
  pass(Stage::publish);
  BOOST_CHECK(documents.document(id)->state == State::published);
  BOOST_CHECK(database->records().applications({}, 10).empty());
  BOOST_CHECK(!database->records().upload("U1", 10));
  BOOST_CHECK(database->schedule().begin("nightly", "2026-11-22", "w1", std::chrono::minutes(1)));
  BOOST_CHECK(database->schedule().keep("nightly", "2026-11-22", "w1", std::chrono::minutes(1)));
  database->schedule().release("nightly", "2026-11-22", "w1");
  documents.expire("w1");
  BOOST_CHECK(documents.holders().empty());
  BOOST_CHECK_EQUAL(documents.countStoppedUpgrades(), 0);
  documents.setCursor("applications", {1, "A1"});
  BOOST_CHECK_EQUAL(documents.find({.name = "Асанов"}).size(), 1u);
  BOOST_CHECK(!database->audit().firstBroken());
  database->awaitHint(milliseconds(10));
}

BOOST_AUTO_TEST_CASE(the_pipeline_may_not_touch_the_portals_tables_nor_take_anything_out_of_the_archive) {
  for (const std::string table : {"application", "meal_subsidy", "voucher", "uploaded_file", "commission_member"}) {
    BOOST_CHECK(!may("nightly", "SELECT 1 FROM " + table));
    BOOST_CHECK(!may("nightly", "DELETE FROM " + table));
  }
  for (const std::string table :
       {"balalyk_document", "balalyk_record", "balalyk_file", "balalyk_audit", "balalyk_authorisation"}) {
    BOOST_CHECK(may("nightly", "SELECT 1 FROM " + table));
    BOOST_CHECK(!may("nightly", "DELETE FROM " + table));
  }
  BOOST_CHECK(!may("nightly", "UPDATE balalyk_record SET xml = ''"));
  BOOST_CHECK(!may("nightly", "UPDATE balalyk_audit SET actor = ''"));
  BOOST_CHECK(!may("nightly", "DROP TRIGGER balalyk_audit_grows ON balalyk_audit"));
  BOOST_CHECK(!may("nightly", "CREATE TABLE mine (x INTEGER)"));
}

BOOST_AUTO_TEST_CASE(an_archivist_reads_and_changes_nothing) {
  const auto id = take(newDocument("A1"));
  const auto archive = openDatabase(as("archivist"));
  BOOST_CHECK_EQUAL(archive->documents().find({.name = "Асанов"}).size(), 1u);
  BOOST_CHECK(archive->documents().recordXml(id).has_value());
  BOOST_CHECK(!archive->audit().firstBroken());
  BOOST_CHECK_EQUAL(codeOf([&] { archive->documents().claim({.worker = "w", .stage = Stage::fill}); }),
                    "databaseRefused");
  BOOST_CHECK_EQUAL(codeOf([&] { archive->audit().append("a", "b", "{}"); }), "databaseRefused");
  BOOST_CHECK(!may("archivist", "SELECT 1 FROM balalyk_decided_application"));
}

// So that no migration adds a table and forgets the roles.
BOOST_AUTO_TEST_CASE(every_table_of_the_pipeline_is_open_to_its_role_and_only_what_is_used_up_may_be_deleted) {
  const std::string tables =
      "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v') "
      "AND relname LIKE 'balalyk\\_%' AND ";
  BOOST_CHECK_GE(number(tables + "true"), 20);
  BOOST_CHECK_EQUAL(number(tables + "NOT has_table_privilege('balalyk_pipeline', oid, 'SELECT')"), 0);
  BOOST_CHECK_EQUAL(number(tables + "has_table_privilege('balalyk_pipeline', oid, 'DELETE') AND relname NOT IN "
                                    "('balalyk_protocol_number', 'balalyk_signature_journal')"),
                    0);
  BOOST_CHECK_EQUAL(number(tables + "has_table_privilege('balalyk_archive', oid, 'INSERT, UPDATE, DELETE')"), 0);
  for (const std::string table : {"balalyk_former_container", "balalyk_level_count", "balalyk_quota"})
    BOOST_CHECK(!may("nightly", "DELETE FROM " + table));
  BOOST_CHECK(!may("nightly", "UPDATE balalyk_former_container SET digest = ''"));
  BOOST_CHECK(!may("archivist", "SELECT 1 FROM balalyk_signature_journal"));
}

BOOST_AUTO_TEST_SUITE_END()
