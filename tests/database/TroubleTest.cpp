#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <latch>
#include <mutex>
#include <thread>

#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "TestDatabase.h"
#include "connectors/database/session/Connection.h"
#include "connectors/database/session/SqlRunner.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

// Another process that writes and does not end.
struct Occupied {
  explicit Occupied(const TestDatabase& test)
      : engine(makeEngine(test.connection(), {})),
        session(engine->connect(std::chrono::steady_clock::now() + std::chrono::seconds(30))) {
    session->begin(SqlAccess::write);
    session->run({"occupy", "UPDATE balalyk_audit_head SET sequence = sequence"});
  }
  ~Occupied() { session->rollback(); }
  std::unique_ptr<SqlEngine> engine;
  std::unique_ptr<SqlSession> session;
};

bool isAsleep(int thread) {
  std::string number, name, state;
  std::ifstream("/proc/self/task/" + std::to_string(thread) + "/stat") >> number >> name >> state;
  return state == "S";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Trouble)

BOOST_AUTO_TEST_CASE(a_call_that_must_wait_for_others_ends_within_its_deadline_as_locked) {
  TestDatabase test;
  const auto database = openDatabase(test.connection(), {.deadline = milliseconds(300)});
  const Occupied occupied(test);
  const auto begun = std::chrono::steady_clock::now();
  const auto document = newDocument("A1");
  const auto code = codeOf([&] { database->queue().take(std::span(&document, 1), "test"); });
  BOOST_CHECK_EQUAL(code, "databaseLocked");
  BOOST_CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
  // Who only reads is not hindered.
  BOOST_CHECK(database->archive().counts().empty());
}

BOOST_AUTO_TEST_CASE(a_call_that_waits_continues_as_soon_as_it_can) {
  TestDatabase test;
  auto occupied = std::make_unique<Occupied>(test);
  std::atomic<bool> taken{false};
  std::jthread taker([&] {
    test.take(newDocument("A1"));
    taken = true;
  });
  BOOST_CHECK(!taken);
  occupied.reset();
  taker.join();
  BOOST_CHECK(taken);
}

BOOST_AUTO_TEST_CASE(more_calls_than_sessions_wait_within_their_deadline) {
  TestDatabase test;
  const auto database = openDatabase(test.connection(), {.deadline = milliseconds(300), .sessions = 1});
  std::atomic<int> ended{0}, refused{0};
  {
    const Occupied occupied(test);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 5; ++i) {
      threads.emplace_back([&, i] {
        const auto document = newDocument("A" + std::to_string(i));
        const auto code = codeOf([&] { database->queue().take(std::span(&document, 1), "test"); });
        refused += code == "databaseLocked" || code == "databaseTimeout" ? 1 : 0;
        ++ended;
      });
    }
    threads.clear();
  }
  BOOST_CHECK_EQUAL(ended, 5);
  BOOST_CHECK_EQUAL(refused, 5);
  const auto document = newDocument("after");
  BOOST_CHECK(database->queue().take(std::span(&document, 1), "test").at(0).outcome == TakeOutcome::taken);
}

// Else whoever gives a session back takes it again before one that waits is awake.
BOOST_AUTO_TEST_CASE(who_waits_for_a_session_is_served_in_the_order_of_coming) {
  TestDatabase test;
  SqlRunner runner(makeEngine(test.connection(), {}), {.sessions = 1});
  std::mutex mutex;
  std::string order;
  const auto serve = [&](char who, const std::function<void()>& work) {
    runner.read([&](SqlSession&) {
      {
        const std::lock_guard lock(mutex);
        order += who;
      }
      work();
      return true;
    });
  };
  const auto nothing = [] {};
  std::latch waiting(1);
  {
    std::jthread first([&] {
      serve('1', [&] { waiting.wait(); });
      serve('4', nothing);
    });
    BOOST_REQUIRE(eventually([&] {
      const std::lock_guard lock(mutex);
      return order == "1";
    }));
    std::vector<std::jthread> others;
    for (const char who : {'2', '3'}) {
      std::atomic<int> thread{0};
      others.emplace_back([&, who] {
        thread = gettid();
        serve(who, nothing);
      });
      BOOST_REQUIRE(eventually([&] { return isAsleep(thread); }));
    }
    waiting.count_down();
  }
  BOOST_TEST(order == "1234");
}

// Few share the processors; what is slow or waits for a lock does not hold up the others.
BOOST_AUTO_TEST_CASE(who_waits_longer_for_a_session_than_others_work_gets_one_more) {
  TestDatabase test;
  SqlRunner runner(
      makeEngine(test.connection(), {}),
      {.deadline = milliseconds(20'000), .sessions = 3, .sessionsAtOnce = 1, .patience = milliseconds(30)});
  std::atomic<int> inside{0}, most{0};
  const auto enter = [&] {
    const int now = ++inside;
    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
    }
  };
  const auto call = [&](const std::function<void()>& work) {
    runner.read([&](SqlSession&) {
      enter();
      work();
      --inside;
      return true;
    });
  };
  {
    std::vector<std::jthread> quick;
    for (int i = 0; i < 3; ++i)
      quick.emplace_back([&] {
        for (int j = 0; j < 20; ++j) call([] {});
      });
  }
  BOOST_TEST(most == 1);
  std::latch end(1);
  std::vector<std::jthread> slow;
  for (int i = 0; i < 5; ++i) slow.emplace_back([&] { call([&] { end.wait(); }); });
  BOOST_CHECK(eventually([&] { return inside == 3; }));
  std::this_thread::sleep_for(milliseconds(100));
  BOOST_TEST(inside == 3);  // no more than there may be
  end.count_down();
  slow.clear();
  BOOST_TEST(inside == 0);
  BOOST_TEST(most == 3);
}

BOOST_AUTO_TEST_CASE(what_only_reads_asks_again_where_its_session_was_cut_between_two_calls) {
  TestDatabase test;
  test.take(newDocument("A1"));
  // The answer to the end of a snapshot is read with the next call.
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(test.open().applications().list({.commissionId = "K1"}).rows.empty());
    if (!onSqlite())
      test.sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'balalyk' AND "
          "datname = current_database() AND pid <> pg_backend_pid()");
  }
  BOOST_TEST(test.open().archive().counts().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_statement_that_would_never_end_is_stopped_at_the_deadline) {
  TestDatabase test;
  test.sql("DROP VIEW balalyk_upload");
  test.sql(
      "CREATE VIEW balalyk_upload AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
      "SELECT 'U1' AS id, count(*) AS size, '' AS content FROM n");
  const auto database = openDatabase(test.connection(), {.deadline = milliseconds(200)});
  BOOST_CHECK_EQUAL(codeOf([&] { database->records().upload("U1", 10); }), "databaseTimeout");
  BOOST_CHECK(database->now() > Timestamp{});
}

BOOST_AUTO_TEST_CASE(a_failed_transaction_leaves_nothing_behind) {
  TestDatabase test;
  test.open();
  auto good = newDocument("A1");
  auto bad = newDocument("A2");
  test.sql(onSqlite() ? "CREATE TRIGGER refuse BEFORE INSERT ON balalyk_record WHEN NEW.xml LIKE '%poison%' "
                        "BEGIN SELECT RAISE(ABORT, 'refused'); END"
                      : "ALTER TABLE balalyk_record ADD CONSTRAINT refuse CHECK (xml NOT LIKE '%poison%')");
  bad.recordXml = "<poison/>";
  const std::vector batch{good, bad};
  BOOST_CHECK_EQUAL(codeOf([&] { test.queue().take(batch, "test"); }), "databaseRefused");
  BOOST_CHECK_EQUAL(test.number("SELECT count(*) FROM balalyk_document"), 0);
  BOOST_CHECK_EQUAL(test.open().audit().size(), 0);
  BOOST_CHECK(test.archive().counts().empty());
  test.take(good);
  BOOST_CHECK(!test.open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_or_no_database_is_distinguished_apart,
                     *boost::unit_test::precondition(onlyOnSqlite)) {
  TestDatabase test;
  const auto file = test.connection().substr(7);
  BOOST_CHECK_EQUAL(codeOf([&] { openDatabase(test.connection() + ".absent"); }), "databaseUnreachable");
  BOOST_CHECK(!std::filesystem::exists(file + ".absent"));
  std::ofstream(file + ".text") << std::string(5'000, 'x');
  BOOST_CHECK_EQUAL(codeOf([&] { openDatabase("sqlite:" + file + ".text"); }), "databaseCorrupt");
}

// As VACUUM INTO writes a backup, and as it is when it is put back.
BOOST_AUTO_TEST_CASE(a_file_without_a_write_ahead_log_has_one_again_when_it_is_opened,
                     *boost::unit_test::precondition(onlyOnSqlite)) {
  TestDatabase test;
  test.sql("PRAGMA journal_mode = DELETE");
  BOOST_REQUIRE_EQUAL(test.sql("PRAGMA journal_mode").rows.at(0).text("journal_mode"), "delete");
  const auto id = test.take(newDocument("A1"));
  BOOST_CHECK_EQUAL(test.sql("PRAGMA journal_mode").rows.at(0).text("journal_mode"), "wal");
  // Somebody reads for long: nobody waits for that.
  const auto engine = makeEngine(test.connection(), {});
  const auto reader = engine->connect(std::chrono::steady_clock::now() + std::chrono::minutes(1));
  reader->begin(SqlAccess::read);
  reader->run(SqlStatement{"test", "SELECT count(*) FROM balalyk_document"});
  BOOST_CHECK(test.complete(test.claim(Stage::fill).at(0), Stage::fill));
  BOOST_CHECK(test.stateOf(id) == State::sent);
  reader->commit();
}

BOOST_AUTO_TEST_CASE(several_that_open_such_a_file_at_once_all_get_it, *boost::unit_test::precondition(onlyOnSqlite)) {
  TestDatabase test;
  test.sql("PRAGMA journal_mode = DELETE");
  std::atomic<int> opened{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        openDatabase(test.connection());
        ++opened;
      });
    }
  }
  BOOST_CHECK_EQUAL(opened, 6);
}

BOOST_AUTO_TEST_CASE(a_damaged_file_is_reported_as_such, *boost::unit_test::precondition(onlyOnSqlite)) {
  TestDatabase test;
  test.takeMany(200);
  test.sql("PRAGMA wal_checkpoint(TRUNCATE)");
  const auto file = test.connection().substr(7);
  {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(4'096 * 2));
    const std::string noise(std::filesystem::file_size(file) - 4'096 * 2, '\xA5');
    stream << noise;
  }
  const auto database = [&] { return openDatabase(test.connection()); };
  BOOST_CHECK_EQUAL(codeOf([&] { database()->archive().inState(State::decided, 100); }), "databaseCorrupt");
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_reported_and_what_was_committed_stays,
                     *boost::unit_test::precondition(onlyOnSqlite)) {
  TestDatabase place(TestDatabase::Migrated::no);
  const auto folder = std::filesystem::path(place.connection().substr(7)).parent_path();
  if (mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=2m") != 0) {
    BOOST_TEST_MESSAGE("SKIPPED: a small file system cannot be mounted here");
    std::cerr << "SKIPPED: mounting a small file system (it needs root)\n";
    return;
  }
  struct Unmount {
    std::string folder;
    ~Unmount() { umount2(folder.c_str(), MNT_DETACH); }
  } unmount{folder.string()};
  migrate(place.connection());
  const auto database = openDatabase(place.connection());
  std::string code;
  int taken = 0;
  for (; code.empty() && taken < 1'000; ++taken) {
    auto document = newDocument("A" + std::to_string(taken));
    document.recordXml = std::string(20'000, 'x');
    code = codeOf([&] { database->queue().take(std::span(&document, 1), "test"); });
  }
  BOOST_CHECK_EQUAL(code, "databaseFull");
  BOOST_CHECK_EQUAL(database->queue().pending(Stage::fill), taken - 1);
  BOOST_CHECK(!database->audit().firstBroken());
}

BOOST_AUTO_TEST_SUITE_END()
