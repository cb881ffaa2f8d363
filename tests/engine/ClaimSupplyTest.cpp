#include "pipeline/engine/ClaimSupply.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "EngineFixture.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

// Claims ahead however fast or slow the test runs, and always looks whether a person waits.
constexpr ClaimSupply::Pace kEager{.moment = std::chrono::hours(1), .fresh = std::chrono::milliseconds(0)};
constexpr ClaimSupply::Pace kSlow{.moment = std::chrono::milliseconds(0), .fresh = std::chrono::hours(1)};

struct SupplyFixture : EngineFixture {
  ClaimSupply supply(ClaimSupply::Pace pace, int batch = 1) {
    return ClaimSupply(database->queue(), {.worker = "w1", .stage = Stage::fill}, batch, pace);
  }

  // Takes until some are claimed ahead.
  void goAhead(ClaimSupply& from) {
    while (held() <= taken_) {
      BOOST_REQUIRE(from.take().size() == 1);
      ++taken_;
    }
  }

  int held() {
    int count = 0;
    for (const auto& document : database->archive().inState(State::decided, 1'000)) {
      count += document.leaseUntil ? 1 : 0;
    }
    return count;
  }

 private:
  int taken_ = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(claim_supply, SupplyFixture)

BOOST_AUTO_TEST_CASE(a_fast_stage_claims_more_and_more_at_once_and_each_document_is_taken_once) {
  takeDocuments(200);
  auto source = supply(kEager, 2);
  std::multiset<std::string> taken;
  int most = 0;
  while (true) {
    const auto claims = source.take();
    if (claims.empty()) break;
    BOOST_TEST(claims.size() <= 2U);
    for (const auto& claim : claims) taken.insert(claim.document.id);
    most = std::max(most, held() - static_cast<int>(taken.size()));
    source.settled(claims.size());
  }
  BOOST_TEST(taken.size() == 200U);
  BOOST_TEST(std::set<std::string>(taken.begin(), taken.end()).size() == 200U);
  BOOST_TEST(most > 10);
  BOOST_TEST(most < 100);
}

BOOST_AUTO_TEST_CASE(a_slow_stage_holds_no_more_than_it_works_on) {
  takeDocuments(20);
  auto source = supply(kSlow);
  for (int i = 1; i <= 10; ++i) {
    BOOST_REQUIRE(source.take().size() == 1U);
    BOOST_TEST(held() == i);
  }
}

BOOST_AUTO_TEST_CASE(a_document_for_which_a_person_waits_overtakes_those_claimed_ahead) {
  takeDocuments(40);
  auto source = supply(kEager);
  goAhead(source);
  const auto urgent = takeDocuments(1, Priority::interactive);
  BOOST_TEST(source.take().at(0).document.id == urgent[0]);
  BOOST_TEST((source.take().at(0).document.priority == Priority::nightly));
}

BOOST_AUTO_TEST_CASE(what_was_claimed_ahead_and_is_given_back_costs_no_attempt_and_is_claimed_again) {
  takeDocuments(40);
  auto source = supply(kEager);
  goAhead(source);
  source.forget();
  database->queue().giveBack("w1");
  BOOST_TEST(held() == 0);
  const auto again = source.take().at(0);
  BOOST_TEST(again.document.attempts == 1);
  const auto completion = TestStage(Stage::fill).completionOf(again);
  BOOST_TEST(database->queue().complete("w1", {&completion, 1}).at(0));
}

BOOST_AUTO_TEST_CASE(nothing_more_is_claimed_while_too_much_is_not_reported_and_the_end_wakes_who_waits) {
  takeDocuments(600);
  auto source = supply(kEager);
  std::atomic<int> taken{0};
  std::jthread thread([&] {
    while (!source.take().empty()) ++taken;
  });
  while (held() < 200) std::this_thread::yield();
  source.end();
  thread.join();
  BOOST_TEST(held() <= 256);
}

BOOST_AUTO_TEST_CASE(threads_that_share_a_supply_get_each_document_once) {
  takeDocuments(150);
  auto source = supply(kEager);
  std::mutex mutex;
  std::multiset<std::string> taken;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (auto claims = source.take(); !claims.empty(); claims = source.take()) {
          const std::lock_guard lock(mutex);
          taken.insert(claims[0].document.id);
        }
      });
    }
  }
  BOOST_TEST(taken.size() == 150U);
  BOOST_TEST(std::set<std::string>(taken.begin(), taken.end()).size() == 150U);
}

BOOST_AUTO_TEST_SUITE_END()
