#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <filesystem>

#include "TestDatabase.h"
#include "connectors/database/DatabaseCopy.h"
#include "connectors/database/session/Connection.h"
#include "pipeline/ports/SecondFactors.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

constexpr auto kPatience = std::chrono::seconds(20);

// A SQLite installation with documents in several states, to be copied to the PostgreSQL of the test.
struct Copy : TestDatabase {
  Copy() : TestDatabase(Migrated::no) {
    std::string pattern = (std::filesystem::temp_directory_path() / "balalyk-copy-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    source = "sqlite:" + (folder / "portal.db").string();
    migrate(source);
    const auto database = openDatabase(source);
    std::vector<NewDocument> batch;
    for (int i = 1; i <= 1'203; ++i) {
      batch.push_back(newDocument("A" + std::to_string(i)));
      batch.back().reason = "";
      batch.back().recordXml += "\\N tab\t line\n return\r \\ Ө";
    }
    database->queue().take(batch, "test");
    const auto claims = database->queue().claim({.worker = "w", .stage = Stage::fill, .limit = 7});
    std::vector<Completed> done;
    for (const auto& claim : claims) done.push_back(completionOf(claim, Stage::fill));
    database->queue().complete("w", done);
  }
  ~Copy() { std::filesystem::remove_all(folder); }

  std::filesystem::path folder;
  std::string source;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Copying, Copy, *boost::unit_test::precondition(onlyOnPostgres))

BOOST_AUTO_TEST_CASE(an_installation_moves_with_all_its_rows_and_continues_where_it_was) {
  const auto report = copyDatabase(source, connection(), kPatience);
  BOOST_CHECK(report.leftOut.empty());
  BOOST_CHECK_EQUAL(report.auditEntries, 1'217);
  for (const auto& table : report.tables) {
    BOOST_CHECK_EQUAL(number("SELECT count(*) FROM " + table.name), table.rows);
  }
  BOOST_CHECK(!open().audit().firstBroken());
  const auto before = openDatabase(source);
  const auto there = before->archive().inState(State::decided, 2'000);
  BOOST_REQUIRE_EQUAL(there.size(), 1'196u);
  BOOST_CHECK_EQUAL(archive().recordXml(there[0].id).value(), before->archive().recordXml(there[0].id).value());
  BOOST_CHECK_EQUAL(count(State::sent), 7);
  take(newDocument("after"));  // the numbers continue
  BOOST_CHECK_EQUAL(claim(Stage::fill, "w2", 2'000).size(), 1'197u);
}

BOOST_AUTO_TEST_CASE(a_target_with_rows_is_refused_and_left_as_it_is) {
  migrate(connection());
  take(newDocument("mine"));
  BOOST_CHECK_EQUAL(codeOf([&] { copyDatabase(source, connection(), kPatience); }), "copyTargetNotEmpty");
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_document"), 1);
}

BOOST_AUTO_TEST_CASE(nothing_is_copied_while_a_worker_holds_documents) {
  openDatabase(source)->queue().claim({.worker = "w", .stage = Stage::fill, .limit = 3});
  BOOST_CHECK_EQUAL(codeOf([&] { copyDatabase(source, connection(), kPatience); }), "copyWorkersAtWork");
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_document"), 0);
}

BOOST_AUTO_TEST_CASE(a_copy_that_the_target_refuses_midway_leaves_nothing_and_can_be_begun_again) {
  migrate(connection());
  sql("ALTER TABLE balalyk_word ADD CONSTRAINT full_disk CHECK (sequence < 900)");
  BOOST_CHECK_EQUAL(codeOf([&] { copyDatabase(source, connection(), kPatience); }), "databaseRefused");
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_document"), 0);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_audit_head"), 1);
  sql("ALTER TABLE balalyk_word DROP CONSTRAINT full_disk");
  BOOST_CHECK_EQUAL(codeOf([&] { copyDatabase(source, connection(), kPatience); }), "");
}

BOOST_AUTO_TEST_CASE(a_row_that_arrives_changed_is_noticed) {
  migrate(connection());
  sql("CREATE FUNCTION tamper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.subject := 'x'; RETURN NEW; END $$");
  sql("CREATE TRIGGER tamper BEFORE INSERT ON balalyk_document FOR EACH ROW WHEN (NEW.sequence = 700) "
      "EXECUTE FUNCTION tamper()");
  BOOST_CHECK_EQUAL(codeOf([&] { copyDatabase(source, connection(), kPatience); }), "copyDiffers");
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_document"), 0);
}

BOOST_AUTO_TEST_CASE(a_broken_audit_chain_is_not_moved) {
  const auto raw = makeEngine(source, {})->connect(std::chrono::steady_clock::now() + kPatience);
  raw->script("DROP TRIGGER balalyk_audit_update; UPDATE balalyk_audit SET actor = 'another' WHERE sequence = 17");
  BOOST_CHECK_EQUAL(codeOf([&] { copyDatabase(source, connection(), kPatience); }), "copyAuditBroken");
}

BOOST_AUTO_TEST_CASE(tables_and_views_of_the_portals_own_are_reported) {
  const auto raw = makeEngine(source, {})->connect(std::chrono::steady_clock::now() + kPatience);
  raw->script(
      "CREATE TABLE cms_page (id INTEGER); DROP VIEW balalyk_upload; "
      "CREATE VIEW balalyk_upload AS SELECT 'U' AS id, 0 AS size, '' AS content FROM cms_page");
  const auto report = copyDatabase(source, connection(), kPatience);
  const std::vector<std::string> expected{"cms_page", "balalyk_upload"};
  BOOST_CHECK_EQUAL_COLLECTIONS(report.leftOut.begin(), report.leftOut.end(), expected.begin(), expected.end());
}

BOOST_AUTO_TEST_CASE(a_copy_that_was_killed_leaves_nothing_and_can_be_begun_again) {
  migrate(connection());
  sql("CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END "
      "$$");
  sql("CREATE TRIGGER dawdle BEFORE INSERT ON balalyk_record FOR EACH ROW WHEN (NEW.sequence = 600) "
      "EXECUTE FUNCTION dawdle()");
  const auto copying = [this] {
    return number("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE 'COPY%'") > 0;
  };
  const pid_t child = fork();
  if (child == 0) {
    try {
      copyDatabase(source, connection(), std::chrono::minutes(10));
    } catch (...) {
    }
    _exit(0);
  }
  BOOST_CHECK(eventually(copying));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  BOOST_CHECK(eventually([&] { return !copying(); }));  // the server notices that nobody is there any more
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_document"), 0);
  sql("DROP TRIGGER dawdle ON balalyk_record");
  BOOST_CHECK_EQUAL(codeOf([&] { copyDatabase(source, connection(), kPatience); }), "");
}

BOOST_AUTO_TEST_CASE(bytes_arrive_as_they_are_and_a_second_factor_with_what_was_used_of_it) {
  const auto before = openDatabase(source);
  const auto id = before->accounts().add({{kLocalIssuer, "aigul"}, "", "ky"}, "login:tester").value();
  BOOST_REQUIRE(before->secondFactors().offer(id, "MZXW6YTBOI", "s"));
  BOOST_REQUIRE(before->secondFactors().confirm(id, "MZXW6YTBOI", "s", 10, {"d1", "d2"}));
  BOOST_REQUIRE(before->secondFactors().spendCode(id, "d1"));
  const auto raw = makeEngine(source, {})->connect(std::chrono::steady_clock::now() + kPatience);
  std::string bytes;
  for (int i = 0; i < 70'000; ++i) bytes += static_cast<char>(i * 31 % 256);
  raw->run({"", "INSERT INTO uploaded_file (id, file_name, content, changed_at) VALUES ('U1', 'u.pdf', $1, 1)"},
           {SqlBlob{bytes}});
  copyDatabase(source, connection(), kPatience);
  BOOST_CHECK(open().records().upload("U1", 100'000) == bytes);
  auto& factors = open().secondFactors();
  BOOST_CHECK(!factors.spendStep(id, "MZXW6YTBOI", 10, 100));
  BOOST_CHECK(factors.spendStep(id, "MZXW6YTBOI", 11, 100));
  BOOST_CHECK(!factors.spendCode(id, "d1"));
  BOOST_CHECK(factors.spendCode(id, "d2"));
}

BOOST_AUTO_TEST_CASE(only_from_sqlite_to_postgresql) {
  BOOST_CHECK_EQUAL(codeOf([&] { copyDatabase(connection(), source, kPatience); }), "copyDirection");
}

BOOST_AUTO_TEST_SUITE_END()
