#include "pipeline/engine/ResultQueue.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "EngineFixture.h"
#include "connectors/database/session/Connection.h"
#include "connectors/database/session/SqlSession.h"

using namespace balalyk;
using namespace balalyk::tests;

BOOST_TEST_DONT_PRINT_LOG_VALUE(State)

namespace {

struct QueueFixture : EngineFixture {
  using End = ResultQueue::End;

  std::vector<ResultQueue::Made> made(int count, Stage stage = Stage::fill) {
    const auto claims = database->queue().claim({.worker = "w1", .stage = stage, .limit = count});
    std::vector<ResultQueue::Made> results;
    for (const auto& claim : claims) {
      results.push_back({stage, claim, TestStage(stage).completionOf(claim), {}});
    }
    return results;
  }

  // Reports what is there; how many went together.
  std::vector<std::size_t> report(std::vector<ResultQueue::Made> results, RetryRule rule = RetryRule({})) {
    std::vector<std::size_t> together;
    ResultQueue queue("w1", database->queue(), observer, rule, std::chrono::milliseconds(1),
                      [&](std::span<const ResultQueue::Made> of, End) { together.push_back(of.size()); });
    queue.add(std::move(results));
    queue.close();
    queue.run();
    return together;
  }

  CountingObserver observer;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(result_queue, QueueFixture)

BOOST_AUTO_TEST_CASE(what_gathered_goes_together) {
  takeDocuments(30);
  const auto together = report(made(30));
  BOOST_TEST(together == std::vector<std::size_t>{30}, boost::test_tools::per_element());
  BOOST_TEST(observer.doneCount == 30);
  BOOST_TEST(inState(State::sent) == 30);
}

BOOST_AUTO_TEST_CASE(a_lone_result_is_reported_at_once) {
  const auto ids = takeDocuments(1);
  std::mutex mutex;
  std::condition_variable changed;
  bool reported = false;
  ResultQueue queue("w1", database->queue(), observer, RetryRule({}), std::chrono::milliseconds(1), [&](auto, End) {
    const std::lock_guard lock(mutex);
    reported = true;
    changed.notify_all();
  });
  std::jthread reporting([&] { queue.run(); });
  queue.add(made(1));
  {
    std::unique_lock lock(mutex);
    BOOST_TEST(changed.wait_for(lock, std::chrono::seconds(20), [&] { return reported; }));
  }
  queue.close();
  BOOST_TEST(stateOf(ids[0]) == State::sent);
}

BOOST_AUTO_TEST_CASE(while_others_are_at_work_what_follows_a_commit_goes_together_and_what_is_urgent_at_once) {
  takeDocuments(5);
  takeDocuments(1, Priority::interactive);
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::size_t> together;
  constexpr std::size_t kAwaited = 3;
  ResultQueue queue("w1", database->queue(), observer, RetryRule({}), std::chrono::milliseconds(1),
                    [&](std::span<const ResultQueue::Made> of, End) {
                      const std::lock_guard lock(mutex);
                      together.push_back(of.size());
                      changed.notify_all();
                    },
                    {.moreIsComing = [](std::size_t waiting) { return waiting < kAwaited; },
                     .moment = std::chrono::minutes(10),
                     .atOnce = 1});
  std::jthread reporting([&] { queue.run(); });
  const auto reported = [&](std::size_t times) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), [&] { return together.size() >= times; });
  };
  auto results = made(6);  // what is urgent first
  auto urgent = std::move(results.front());
  results.erase(results.begin());
  const auto add = [&](ResultQueue::Made one) {
    std::vector<ResultQueue::Made> alone;
    alone.push_back(std::move(one));
    queue.add(std::move(alone));
  };
  add(std::move(results[0]));  // nothing was reported before it
  BOOST_TEST(reported(1));
  for (std::size_t i = 1; i <= kAwaited; ++i) add(std::move(results[i]));
  BOOST_TEST(reported(2));
  add(std::move(results[4]));
  add(std::move(urgent));
  BOOST_TEST(reported(3));
  queue.close();
  reporting.join();
  BOOST_TEST(together == (std::vector<std::size_t>{1, kAwaited, 2}), boost::test_tools::per_element());
  BOOST_TEST(inState(State::sent) == 6);
}

BOOST_AUTO_TEST_CASE(one_result_that_is_refused_takes_no_other_along_and_its_document_is_tried_again) {
  takeDocuments(12);
  allowEverything();
  report(made(12));
  BOOST_REQUIRE(database->authorisations().applyStanding(100) == 12);
  auto results = made(12, Stage::sign);
  const auto refused = results[5].claim.document.id;
  makeEngine(connection, {})
      ->connect(std::chrono::steady_clock::now() + std::chrono::seconds(10))
      ->script("CREATE TRIGGER refuse BEFORE UPDATE ON balalyk_document WHEN NEW.state = 'signed' AND NEW.id = '" +
               refused + "' BEGIN SELECT RAISE(ABORT, 'no'); END");
  const auto together = report(std::move(results));
  BOOST_TEST(inState(State::signed_) == 11);
  BOOST_TEST(observer.failedCount == 1);
  BOOST_TEST(together.size() < 8U);  // the others still went in groups
  const auto document = database->archive().document(refused).value();
  BOOST_TEST(document.state == State::authorised);
  BOOST_TEST(document.problems.at(0).code == "databaseRefused");
  BOOST_TEST(!document.leaseUntil);
}

BOOST_AUTO_TEST_CASE(a_result_whose_document_was_lost_is_discarded_and_the_others_are_kept) {
  takeDocuments(5);
  auto results = made(5);
  std::get<Completed>(results[2].outcome).token += 1;
  report(std::move(results));
  BOOST_TEST(observer.lostCount == 1);
  BOOST_TEST(inState(State::sent) == 4);
}

BOOST_AUTO_TEST_CASE(failures_and_results_that_gathered_are_both_reported) {
  takeDocuments(4);
  auto results = made(4);
  const auto& claim = results[1].claim;
  results[1].outcome = Failure{.documentId = claim.document.id,
                               .token = claim.token,
                               .stage = Stage::fill,
                               .disposition = Disposition::quarantined,
                               .problem = {"officeFailed", {}}};
  const auto failed = claim.document.id;
  report(std::move(results));
  BOOST_TEST(inState(State::sent) == 3);
  BOOST_TEST(stateOf(failed) == State::quarantined);
  BOOST_TEST(observer.failedCount == 1);
}

BOOST_AUTO_TEST_SUITE_END()
