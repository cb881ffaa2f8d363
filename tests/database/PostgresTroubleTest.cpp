#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <thread>

#include "PostgresServer.h"
#include "StallingProxy.h"
#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

std::string socketOf(const PostgresServer& server) {
  return (server.folder() / ".s.PGSQL.5432").string();
}

std::string nameOf(const TestDatabase& test) {
  return test.connection().substr(test.connection().rfind('/') + 1);
}

// The same database by way of a loopback port.
std::string through(const TestDatabase& test, int port) {
  return fmt::format("postgresql://postgres@127.0.0.1:{}/{}?sslmode=disable&gssencmode=disable", port, nameOf(test));
}

// A server that fell silent is met in the middle of a call, or by a session that has to connect again.
bool isOutage(const std::string& code) {
  return code == "databaseTimeout" || code == "databaseUnreachable";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(PostgresTrouble, *boost::unit_test::precondition(onlyOnPostgres))

BOOST_AUTO_TEST_CASE(after_a_restart_of_the_server_everything_continues_and_nothing_is_lost) {
  TestDatabase test;
  test.takeMany(6);
  const auto claims = test.claim(Stage::fill, "w1", 3);
  {
    std::vector<std::jthread> threads;  // several sessions are kept
    for (int i = 0; i < 4; ++i) threads.emplace_back([&] { test.open().now(); });
  }
  postgresServer().stop();
  const auto code = codeOf([&] { test.archive().counts(); });
  postgresServer().start();
  BOOST_CHECK_EQUAL(code, "databaseUnreachable");
  for (int i = 0; i < 4; ++i) BOOST_CHECK_EQUAL(codeOf([&] { test.open().now(); }), "");
  // A claim is not flushed, so a server that died may have forgotten it: then its result is refused and the document is
  // due again. Either way each document is done or due, none both, none neither.
  std::size_t done = 0;
  for (const auto& claim : claims) done += test.complete(claim, Stage::fill) ? 1 : 0;
  BOOST_CHECK_EQUAL(test.claim(Stage::fill, "w2").size(), 6u - done);
  BOOST_CHECK(!test.open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(kept_sessions_that_were_cut_cost_no_call) {
  TestDatabase test;
  test.takeMany(2);
  postgresServer().stop();
  postgresServer().start();
  BOOST_CHECK_EQUAL(test.claim(Stage::fill).size(), 2u);
}

BOOST_AUTO_TEST_CASE(a_server_that_accepts_and_never_answers_costs_no_more_than_its_deadline) {
  StallingProxy proxy(socketOf(postgresServer()));
  proxy.stall(true);
  TestDatabase test;
  const auto begun = Clock::now();
  const auto code = codeOf([&] { openDatabase(through(test, proxy.port()), {.deadline = seconds(1)}); });
  BOOST_CHECK_EQUAL(code, "databaseUnreachable");
  BOOST_CHECK(Clock::now() - begun < seconds(8));
}

BOOST_AUTO_TEST_CASE(a_connection_that_falls_silent_ends_the_call_at_its_deadline_and_is_replaced) {
  TestDatabase test;
  StallingProxy proxy(socketOf(postgresServer()));
  const auto database = openDatabase(through(test, proxy.port()), {.deadline = seconds(2)});
  BOOST_CHECK_EQUAL(database->queue().pending(Stage::fill), 0);
  proxy.stall(true);
  const auto begun = Clock::now();
  BOOST_CHECK(isOutage(codeOf([&] { database->queue().pending(Stage::fill); })));
  BOOST_CHECK(Clock::now() - begun < seconds(8));
  proxy.stall(false);
  BOOST_CHECK_EQUAL(database->queue().pending(Stage::fill), 0);
}

BOOST_AUTO_TEST_CASE(an_outage_in_the_middle_of_a_transaction_leaves_nothing_half) {
  TestDatabase test;
  const auto watcher = openDatabase(test.connection());
  StallingProxy proxy(socketOf(postgresServer()));
  const auto database = openDatabase(through(test, proxy.port()), {.deadline = seconds(2)});
  std::jthread cutter([&] {
    std::this_thread::sleep_for(milliseconds(300));  // somewhere among the transactions
    proxy.stall(true);
  });
  std::string code;
  for (int i = 0; code.empty(); ++i) {
    const std::vector batch{newDocument(fmt::format("A{}", i)), newDocument(fmt::format("B{}", i))};
    code = codeOf([&] { database->queue().take(batch, "test"); });
  }
  BOOST_CHECK(isOutage(code));
  proxy.stall(false);
  BOOST_CHECK_EQUAL(test.number("SELECT count(*) FROM balalyk_document") % 2, 0);
  BOOST_CHECK_EQUAL(test.count(State::decided), test.open().audit().size());
  BOOST_CHECK(!watcher->audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(the_next_address_is_taken_when_one_is_dead_or_silent) {
  TestDatabase test;
  StallingProxy silent(socketOf(postgresServer())), alive(socketOf(postgresServer()));
  silent.stall(true);
  const auto uri =
      fmt::format("postgresql://postgres@127.0.0.1:1,127.0.0.1:{},127.0.0.1:{}/{}?sslmode=disable&gssencmode=disable",
                  silent.port(), alive.port(), nameOf(test));
  const auto database = openDatabase(uri);
  BOOST_CHECK_EQUAL(database->queue().pending(Stage::fill), 0);
  // The one in use falls silent and the other comes back: the next call but one is served again.
  const auto kept = openDatabase(uri, {.deadline = seconds(3)});
  alive.stall(true);
  silent.stall(false);
  BOOST_CHECK(isOutage(codeOf([&] { kept->queue().pending(Stage::fill); })));
  BOOST_CHECK_EQUAL(kept->queue().pending(Stage::fill), 0);
}

BOOST_AUTO_TEST_CASE(a_server_that_only_reads_is_not_taken) {
  TestDatabase test;
  postgresServer().execute(
      "postgres", "CREATE ROLE reader LOGIN SUPERUSER; ALTER ROLE reader SET default_transaction_read_only = on");
  auto uri = test.connection();
  uri.replace(uri.find("postgres@"), 8, "reader");
  BOOST_CHECK_EQUAL(codeOf([&] { openDatabase(uri); }), "databaseUnreachable");
  postgresServer().execute("postgres", "DROP ROLE reader");
}

BOOST_AUTO_TEST_CASE(a_listener_that_was_cut_listens_again) {
  TestDatabase test;
  test.open().awaitHint(milliseconds(10));
  BOOST_CHECK(eventually([&] { return codeOf([&] { test.open().awaitHint(milliseconds(10)); }).empty(); }));
  postgresServer().execute("postgres",
                           "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
  BOOST_CHECK_EQUAL(codeOf([&] { test.open().awaitHint(seconds(5)); }), "databaseUnreachable");
  BOOST_CHECK_EQUAL(codeOf([&] { test.open().awaitHint(milliseconds(50)); }), "");
}

BOOST_AUTO_TEST_SUITE_END()
