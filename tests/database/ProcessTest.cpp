#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

// Another process with its own connection: runs `work` and ends with its result.
pid_t process(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child != 0) return child;
  int result = 255;
  try {
    result = work();
  } catch (const std::exception&) {
  }
  _exit(result);
}

int resultOf(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Fills everything that is due; how many, or 200 when a lease was lost meanwhile.
int fillAll(const std::string& connection, const std::string& worker) {
  const auto database = openDatabase(connection);
  int filled = 0;
  while (true) {
    const auto claims = database->queue().claim({.worker = worker, .stage = Stage::fill, .limit = 3});
    if (claims.empty()) return filled;
    for (const auto& claim : claims) {
      const auto completion = completionOf(claim, Stage::fill);
      if (!database->queue().complete(worker, std::span(&completion, 1)).at(0)) return 200;
      ++filled;
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Processes)

BOOST_AUTO_TEST_CASE(two_processes_on_one_database_share_the_work_without_loss_or_double) {
  TestDatabase test;
  const auto connection = test.connection();
  constexpr int kDocuments = 120;
  openDatabase(connection)
      ->queue()
      .take(
          [] {
            std::vector<NewDocument> batch;
            for (int i = 0; i < kDocuments; ++i) batch.push_back(newDocument("A" + std::to_string(i)));
            return batch;
          }(),
          "test");
  const auto first = process([&] { return fillAll(connection, "first"); });
  const auto second = process([&] { return fillAll(connection, "second"); });
  BOOST_CHECK_EQUAL(resultOf(first) + resultOf(second), kDocuments);
  BOOST_CHECK_EQUAL(test.count(State::sent), kDocuments);
  BOOST_CHECK_EQUAL(test.number("SELECT count(*) FROM balalyk_audit WHERE event = 'drafted'"), kDocuments);
  BOOST_CHECK_EQUAL(test.number("SELECT max(token) FROM balalyk_document"), 1);
  BOOST_CHECK(!test.open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(what_a_killed_process_held_is_claimed_by_another_and_its_attempt_is_used_up) {
  TestDatabase test;
  const auto connection = test.connection();
  int ready[2];
  BOOST_REQUIRE_EQUAL(pipe(ready), 0);
  const auto id = test.take(newDocument("A1"));
  const auto victim = process([&] {
    const auto database = openDatabase(connection);
    const auto claims = database->queue().claim({.worker = "victim", .stage = Stage::fill, .lease = milliseconds(200)});
    if (write(ready[1], "x", 1) != 1) return 1;
    pause();
    return 0;
  });
  char byte = 0;
  BOOST_REQUIRE_EQUAL(read(ready[0], &byte, 1), 1);
  kill(victim, SIGKILL);
  BOOST_CHECK_EQUAL(resultOf(victim), -1);
  std::vector<Claim> claims;
  BOOST_REQUIRE(eventually([&] { return !(claims = test.claim(Stage::fill, "heir")).empty(); }));
  BOOST_CHECK_EQUAL(claims[0].document.id, id);
  BOOST_CHECK_EQUAL(claims[0].document.attempts, 2);
  BOOST_CHECK(test.complete(claims[0], Stage::fill, "heir"));
  close(ready[0]);
  close(ready[1]);
}

BOOST_AUTO_TEST_CASE(a_process_killed_while_it_writes_leaves_whole_transactions_only) {
  TestDatabase test;
  const auto connection = test.connection();
  for (int round = 0; round < 5; ++round) {
    const auto before = test.open().audit().size();
    const auto victim = process([&] {
      const auto database = openDatabase(connection);
      for (int i = 0;; ++i) {
        std::vector<NewDocument> batch;
        for (int n = 0; n < 7; ++n) {
          batch.push_back(newDocument("R" + std::to_string(round) + "-" + std::to_string(i) + "-" + std::to_string(n)));
        }
        database->queue().take(batch, "victim");
      }
      return 0;
    });
    BOOST_CHECK(eventually([&] { return test.open().audit().size() > before + 20; }));
    kill(victim, SIGKILL);
    resultOf(victim);
    // One statement for both sides of each: a server may still end the last transaction of who is gone.
    BOOST_CHECK_EQUAL(test.number("SELECT count(*) FROM balalyk_document") % 7, 0);
    BOOST_CHECK_EQUAL(
        test.number("SELECT (SELECT count(*) FROM balalyk_document) - (SELECT count(*) FROM balalyk_record)"), 0);
    BOOST_CHECK_EQUAL(test.number("SELECT (SELECT count(*) FROM balalyk_document WHERE state = 'decided') - "
                                  "(SELECT count(*) FROM balalyk_audit)"),
                      0);
    BOOST_CHECK(!test.open().audit().firstBroken());
  }
}

BOOST_AUTO_TEST_SUITE_END()
