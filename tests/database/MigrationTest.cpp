#include <boost/test/unit_test.hpp>
#include <fstream>
#include <thread>

#include "TestDatabase.h"
#include "connectors/database/Migrations.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

int latestVersion() {
  return migrationsFor(onSqlite() ? SqlDialect::sqlite : SqlDialect::postgresql).back().version;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Migrating)

BOOST_AUTO_TEST_CASE(an_empty_database_is_refused_until_it_is_migrated) {
  TestDatabase test(TestDatabase::Migrated::no);
  if (onSqlite()) std::ofstream(test.connection().substr(7)).flush();  // an empty file is an empty database
  try {
    test.open();
    BOOST_ERROR("opened");
  } catch (const Error& error) {
    BOOST_CHECK(error.problem() ==
                (Problem{"databaseNotMigrated", {{"found", "0"}, {"wanted", std::to_string(latestVersion())}}}));
  }
  const auto migrated = migrate(test.connection());
  BOOST_CHECK_EQUAL(migrated.from, 0);
  BOOST_CHECK_EQUAL(migrated.to, latestVersion());
  test.take(newDocument("A1"));
}

BOOST_AUTO_TEST_CASE(migrating_again_changes_nothing) {
  TestDatabase test;
  const auto id = test.take(newDocument("A1"));
  const auto migrated = migrate(test.connection());
  BOOST_CHECK_EQUAL(migrated.from, latestVersion());
  BOOST_CHECK_EQUAL(migrated.to, latestVersion());
  BOOST_CHECK(test.stateOf(id) == State::decided);
}

BOOST_AUTO_TEST_CASE(several_that_migrate_at_once_follow_one_another) {
  TestDatabase test(TestDatabase::Migrated::no);
  std::atomic<int> first{0}, done{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        const auto migrated = migrate(test.connection());
        first += migrated.from == 0 ? 1 : 0;
        ++done;
      });
    }
  }
  BOOST_CHECK_EQUAL(done, 4);
  BOOST_CHECK_EQUAL(first, 1);
}

BOOST_AUTO_TEST_CASE(a_migration_may_take_longer_than_the_deadline_of_a_call) {
  if (onSqlite()) return;  // there its work cannot be made slow from outside
  TestDatabase test(TestDatabase::Migrated::no);
  test.sql("CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); END'");
  test.sql("CREATE EVENT TRIGGER slow ON ddl_command_end EXECUTE FUNCTION slow()");
  const auto migrated = migrate(test.connection(), {.deadline = std::chrono::seconds(3)});
  BOOST_CHECK_EQUAL(migrated.to, latestVersion());
}

BOOST_AUTO_TEST_CASE(a_migration_that_was_edited_afterwards_is_found) {
  TestDatabase test;
  test.sql("UPDATE balalyk_migration SET checksum = 'other' WHERE version = 2");
  BOOST_CHECK_EQUAL(codeOf([&] { migrate(test.connection()); }), "migrationChanged");
}

// As when two programs' migrations were made side by side, and the higher number came first.
BOOST_AUTO_TEST_CASE(one_that_is_missing_below_the_latest_is_found_and_applied) {
  TestDatabase test;
  test.sql("DELETE FROM balalyk_migration WHERE version = 6");
  test.sql("DROP TABLE balalyk_evidence_leaf");
  test.sql("DROP TABLE balalyk_evidence");
  test.sql("DROP INDEX balalyk_document_unsealed");
  test.sql("ALTER TABLE balalyk_document DROP COLUMN sealed_digest");
  BOOST_CHECK_EQUAL(codeOf([&] { test.open(); }), "databaseNotMigrated");
  migrate(test.connection());
  BOOST_CHECK_EQUAL(test.open().evidence().countUnsealed(), 0);
  BOOST_CHECK_EQUAL(test.number("SELECT count(*) FROM balalyk_migration WHERE version = 6"), 1);
}

BOOST_AUTO_TEST_CASE(a_database_of_a_newer_program_is_left_alone) {
  TestDatabase test;
  test.sql("INSERT INTO balalyk_migration (version, name, checksum, applied_at) VALUES (999, 'future', 'x', 0)");
  BOOST_CHECK_EQUAL(codeOf([&] { migrate(test.connection()); }), "databaseTooNew");
  BOOST_CHECK_EQUAL(codeOf([&] { test.open(); }), "databaseTooNew");
}

BOOST_AUTO_TEST_CASE(a_connection_of_an_unknown_form_is_refused_without_repeating_its_secrets) {
  try {
    openDatabase("mysql://user:geheim@host/db");
    BOOST_ERROR("opened");
  } catch (const Error& error) {
    BOOST_CHECK_EQUAL(error.problem().code, "connectionUnreadable");
    BOOST_CHECK(std::string(error.what()).find("geheim") == std::string::npos);
  }
}

// As the version before left it: the migration that folds numbers is not applied, keys are as they were.
BOOST_AUTO_TEST_CASE(numbers_of_an_older_version_are_folded_and_the_older_document_keeps_what_became_one) {
  TestDatabase test;
  const auto numbered = [](const std::string& key, const std::string& number) {
    auto document = newDocument(key);
    document.number = number;
    document.uniqueNumber = true;
    return document;
  };
  const auto older = test.take(numbered("A1", "К-77"));
  const auto newer = test.take(numbered("A2", "13"));
  test.sql("ALTER TABLE balalyk_document DROP COLUMN returned_by_check");
  test.sql("DELETE FROM balalyk_migration WHERE version = 8");
  test.sql("UPDATE balalyk_protocol_number SET number_key = 'к-77' WHERE source_key = 'A1'");
  test.sql("UPDATE balalyk_protocol_number SET number_key = 'k-77' WHERE source_key = 'A2'");
  migrate(test.connection());
  BOOST_CHECK_EQUAL(test.number("SELECT count(*) FROM balalyk_protocol_number"), 1);
  const auto rival = test.document(test.take(numbered("A3", "K-77")));
  BOOST_CHECK(rival.state == State::returned);
  BOOST_CHECK(rival.problems == std::vector<Problem>({{"numberLooksUsed", {{"document", older}}}}));
  BOOST_CHECK_NE(older, newer);
}

// As the version before left it: there is nothing between drafted and authorised, and chairpersons see what is drafted.
BOOST_AUTO_TEST_CASE(what_an_older_version_had_drafted_is_with_the_chairperson_after_the_upgrade) {
  TestDatabase test;
  const auto id = test.documentIn(State::drafted, newDocument("A1"));
  const auto decided = test.take(newDocument("A2"));
  test.sql("DROP VIEW balalyk_commission_sending");
  test.sql("DROP INDEX balalyk_document_sent");
  test.sql("ALTER TABLE balalyk_document DROP COLUMN recalled");
  test.sql("ALTER TABLE commission DROP COLUMN sending");
  test.sql("DELETE FROM balalyk_migration WHERE version = 15");
  migrate(test.connection());
  BOOST_CHECK(test.stateOf(id) == State::sent);
  BOOST_CHECK(test.stateOf(decided) == State::decided);
  BOOST_CHECK_EQUAL(test.count(State::sent), 1);
  BOOST_CHECK_EQUAL(test.count(State::drafted), 0);
  const auto last = test.open().audit().ofDocument(id).back();
  BOOST_CHECK_EQUAL(last.event + " by " + last.actor, "sent by migration");
  BOOST_CHECK(!test.open().audit().firstBroken());
  // Only then: what is drafted later is the secretary's.
  test.open().sending().recall({&id, 1}, {"M2", ""});
  migrate(test.connection());
  BOOST_CHECK(test.stateOf(id) == State::drafted);
}

BOOST_AUTO_TEST_SUITE_END()
