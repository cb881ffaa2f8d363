#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

BOOST_AUTO_TEST_SUITE(Schedules)

BOOST_AUTO_TEST_CASE(a_planned_run_begins_once_whoever_tries) {
  TestDatabase test;
  test.open();
  std::atomic<int> begun{0};
  {
    std::vector<std::jthread> hosts;
    for (int i = 0; i < 6; ++i) {
      hosts.emplace_back([&, worker = "host" + std::to_string(i)] {
        const auto database = openDatabase(test.connection());
        if (database->schedule().begin("nightly", "2026-11-22", worker, std::chrono::minutes(5))) ++begun;
      });
    }
  }
  BOOST_CHECK_EQUAL(begun, 1);
  BOOST_CHECK(test.open().schedule().begin("nightly", "2026-11-23", "other", std::chrono::minutes(5)));
  BOOST_CHECK(test.open().schedule().begin("weekly", "2026-11-22", "other", std::chrono::minutes(5)));
}

BOOST_AUTO_TEST_CASE(a_finished_run_is_never_begun_again) {
  TestDatabase test;
  auto& schedule = test.open().schedule();
  BOOST_CHECK(!schedule.lastFinished("nightly"));
  BOOST_REQUIRE(schedule.begin("nightly", "2026-11-21", "w1", milliseconds(1)));
  schedule.finish("nightly", "2026-11-21", "w1", R"({"published":3})");
  BOOST_REQUIRE(schedule.begin("nightly", "2026-11-20", "w1", milliseconds(1)));  // a missed one, made up later
  schedule.finish("nightly", "2026-11-20", "w1", "{}");
  BOOST_CHECK(schedule.lastFinished("nightly") == "2026-11-21");
  test.sql("UPDATE balalyk_schedule SET lease_until = 0");
  BOOST_CHECK(!schedule.begin("nightly", "2026-11-21", "w2", std::chrono::minutes(1)));
}

BOOST_AUTO_TEST_CASE(a_run_whose_worker_died_is_begun_again_and_the_dead_one_cannot_finish_it) {
  TestDatabase test;
  auto& schedule = test.open().schedule();
  BOOST_REQUIRE(schedule.begin("nightly", "2026-11-22", "dead", milliseconds(1)));
  BOOST_REQUIRE(eventually([&] { return schedule.begin("nightly", "2026-11-22", "alive", std::chrono::minutes(5)); }));
  BOOST_CHECK(!schedule.finish("nightly", "2026-11-22", "dead", "{}"));
  BOOST_CHECK(!schedule.lastFinished("nightly"));
  schedule.finish("nightly", "2026-11-22", "alive", "{}");
  BOOST_CHECK(schedule.lastFinished("nightly") == "2026-11-22");
}

BOOST_AUTO_TEST_CASE(a_heartbeat_keeps_the_run_of_its_worker) {
  TestDatabase test;
  auto& schedule = test.open().schedule();
  BOOST_REQUIRE(schedule.begin("nightly", "2026-11-22", "w1", std::chrono::minutes(1)));
  test.sql("UPDATE balalyk_schedule SET lease_until = 0");
  BOOST_CHECK(schedule.keep("nightly", "2026-11-22", "w1", std::chrono::minutes(5)));
  BOOST_CHECK(!schedule.begin("nightly", "2026-11-22", "w2", std::chrono::minutes(5)));
}

BOOST_AUTO_TEST_CASE(a_heartbeat_says_when_the_run_is_another_s_or_over) {
  TestDatabase test;
  auto& schedule = test.open().schedule();
  BOOST_CHECK(!schedule.keep("nightly", "2026-11-22", "w1", std::chrono::minutes(5)));
  BOOST_REQUIRE(schedule.begin("nightly", "2026-11-22", "w1", std::chrono::minutes(1)));
  test.sql("UPDATE balalyk_schedule SET lease_until = 0");
  BOOST_REQUIRE(schedule.begin("nightly", "2026-11-22", "w2", std::chrono::minutes(1)));
  BOOST_CHECK(!schedule.keep("nightly", "2026-11-22", "w1", std::chrono::minutes(5)));
  schedule.release("nightly", "2026-11-22", "w1");
  BOOST_CHECK(schedule.keep("nightly", "2026-11-22", "w2", std::chrono::minutes(5)));
  BOOST_CHECK(schedule.finish("nightly", "2026-11-22", "w2", "{}"));
  BOOST_CHECK(!schedule.keep("nightly", "2026-11-22", "w2", std::chrono::minutes(5)));
}

BOOST_AUTO_TEST_CASE(a_run_given_back_can_be_begun_at_once) {
  TestDatabase test;
  auto& schedule = test.open().schedule();
  BOOST_REQUIRE(schedule.begin("nightly", "2026-11-22", "w1", std::chrono::minutes(60)));
  schedule.release("nightly", "2026-11-22", "w1");
  BOOST_CHECK(schedule.begin("nightly", "2026-11-22", "w2", std::chrono::minutes(60)));
}

BOOST_AUTO_TEST_SUITE_END()
