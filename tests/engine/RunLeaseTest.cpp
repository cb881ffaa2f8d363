#include "pipeline/engine/RunLease.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <thread>

#include "EngineFixture.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

constexpr std::chrono::milliseconds kShort(2'000);
constexpr std::chrono::minutes kLong(10);
constexpr const char* kDay = "2026-11-22";

struct LeaseFixture : EngineFixture {
  std::unique_ptr<RunLease> begin(const std::string& worker, std::chrono::milliseconds lease) {
    return RunLease::begin(*database, {"nightly", kDay, worker, lease}, observer, [this] {
      const std::lock_guard lock(mutex);
      ++lost;
      changed.notify_all();
    });
  }
  bool othersMayBegin() { return database->schedule().begin("nightly", kDay, "other", kLong); }
  void takeOver() {
    database->queue().expire("w1");
    BOOST_REQUIRE(othersMayBegin());
  }

  CountingObserver observer;
  std::mutex mutex;
  std::condition_variable changed;
  int lost = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(run_lease, LeaseFixture)

BOOST_AUTO_TEST_CASE(a_run_is_kept_while_its_worker_is_busy_with_something_else) {
  const auto run = begin("w1", kShort);
  BOOST_REQUIRE(run);
  const auto end = database->now() + 2 * kShort;
  while (database->now() < end) {
    BOOST_REQUIRE(!othersMayBegin());
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // what the worker does meanwhile
  }
  BOOST_TEST(run->finish("{}"));
  BOOST_TEST(lost == 0);
  BOOST_TEST((database->schedule().lastFinished("nightly") == kDay));
}

BOOST_AUTO_TEST_CASE(only_one_gets_it) {
  const auto run = begin("w1", kLong);
  BOOST_TEST(!begin("w2", kLong));
  BOOST_TEST(run->held());
}

BOOST_AUTO_TEST_CASE(a_worker_whose_run_was_taken_over_is_reported_once_and_can_neither_continue_nor_finish) {
  const auto run = begin("w1", kLong);
  takeOver();
  BOOST_TEST(!run->held());
  BOOST_TEST(!run->held());
  BOOST_TEST(!run->finish("{}"));
  BOOST_TEST(lost == 1);
  BOOST_TEST(!database->schedule().lastFinished("nightly"));
}

BOOST_AUTO_TEST_CASE(the_heartbeat_finds_out_by_itself) {
  const auto run = begin("w1", kShort);
  takeOver();
  std::unique_lock lock(mutex);
  BOOST_TEST(changed.wait_for(lock, std::chrono::seconds(60), [this] { return lost == 1; }));
}

BOOST_AUTO_TEST_CASE(a_run_that_is_left_unfinished_can_be_begun_by_others_at_once) {
  begin("w1", kLong).reset();
  BOOST_TEST(othersMayBegin());
}

BOOST_AUTO_TEST_CASE(a_run_that_was_lost_is_not_given_back_for_the_one_who_has_it) {
  auto run = begin("w1", kLong);
  takeOver();
  run.reset();
  BOOST_TEST(!database->schedule().begin("nightly", kDay, "third", kLong));
}

BOOST_AUTO_TEST_SUITE_END()
