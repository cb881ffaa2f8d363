#define BOOST_TEST_MODULE engine
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <thread>

#include "EngineFixture.h"

using namespace balalyk;
using namespace balalyk::tests;

BOOST_TEST_DONT_PRINT_LOG_VALUE(State)

BOOST_FIXTURE_TEST_SUITE(worker, EngineFixture)

BOOST_AUTO_TEST_CASE(drain_moves_every_authorised_document_to_published_and_each_stage_runs_once) {
  const auto ids = takeDocuments(40);
  allowEverything();
  const auto fill = std::make_shared<TestStage>(Stage::fill, 3, 2);
  const auto sign = std::make_shared<TestStage>(Stage::sign);
  const auto publish = std::make_shared<TestStage>(Stage::publish);
  CountingObserver observer;
  Worker(Worker::newName(), *database, testStages(fill, sign, publish), observer, {}).drain({});
  for (const auto& id : ids) {
    BOOST_TEST(stateOf(id) == State::published);
    BOOST_TEST(fill->runs[id] == 1);
    BOOST_TEST(sign->runs[id] == 1);
    BOOST_TEST(publish->runs[id] == 1);
  }
  BOOST_TEST(observer.doneCount == 120);
  BOOST_TEST(!database->audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(without_an_authorisation_documents_wait_as_drafted_and_drain_ends) {
  takeDocuments(5);
  CountingObserver observer;
  Worker(Worker::newName(), *database, testStages(), observer, {}).drain({});
  BOOST_TEST(inState(State::sent) == 5);
  BOOST_TEST(observer.failedCount == 0);
}

BOOST_AUTO_TEST_CASE(one_document_that_always_fails_is_quarantined_and_the_others_are_published) {
  const auto ids = takeDocuments(6);
  allowEverything();
  const auto fill = std::make_shared<TestStage>(Stage::fill, 2, 1, [&](const Claim& claim) {
    if (claim.document.id == ids[2]) throw StageError(Disposition::retry, {"officeFailed", {}});
  });
  CountingObserver observer;
  WorkerOptions options;
  options.limits.maxAttempts = 2;
  Worker(Worker::newName(), *database, testStages(fill), observer, options).drain({});
  BOOST_TEST(stateOf(ids[2]) == State::quarantined);
  BOOST_TEST(fill->runs[ids[2]] == 2);
  BOOST_TEST(database->archive().document(ids[2])->problems.at(0).code == "officeFailed");
  BOOST_TEST(inState(State::published) == 5);
}

BOOST_AUTO_TEST_CASE(what_waits_uses_up_no_attempt_and_is_tried_at_once_when_a_run_begins) {
  const auto ids = takeDocuments(1);
  allowEverything();
  bool keyThere = false;
  const auto sign = std::make_shared<TestStage>(Stage::sign, 1, 4, [&](const Claim&) {
    if (!keyThere) throw StageError(Disposition::wait, {"keyMissing", {{"member", "M1"}}});
  });
  CountingObserver observer;
  Worker(Worker::newName(), *database, testStages(nullptr, sign), observer, {}).drain({});
  const auto waiting = database->archive().document(ids[0]).value();
  BOOST_TEST(waiting.state == State::authorised);
  BOOST_TEST(waiting.attempts == 0);
  keyThere = true;
  BOOST_TEST(database->queue().hasten() == 1);
  Worker(Worker::newName(), *database, testStages(nullptr, sign), observer, {}).drain({});
  BOOST_TEST(stateOf(ids[0]) == State::published);
}

BOOST_AUTO_TEST_CASE(drain_waits_for_what_is_brought_beside_and_works_on_it_meanwhile) {
  allowEverything();
  std::mutex mutex;
  std::condition_variable changed;
  int filled = 0;
  const auto fill = std::make_shared<TestStage>(Stage::fill, 1, 1, [&](const Claim&) {
    const std::lock_guard lock(mutex);
    ++filled;
    changed.notify_all();
  });
  bool meanwhile = true;
  CountingObserver observer;
  Worker(Worker::newName(), *database, testStages(fill), observer, {}).drain({}, [&] {
    for (int brought = 1; brought <= 3; ++brought) {
      takeDocuments(1);
      std::unique_lock lock(mutex);
      meanwhile = meanwhile && changed.wait_for(lock, std::chrono::seconds(20), [&] { return filled == brought; });
    }
  });
  BOOST_TEST(meanwhile);
  BOOST_TEST(inState(State::published) == 3);
}

BOOST_AUTO_TEST_CASE(what_fails_beside_ends_the_run_and_is_thrown) {
  CountingObserver observer;
  BOOST_CHECK_EXCEPTION(
      Worker(Worker::newName(), *database, testStages(), observer, {}).drain({}, [] { throw Error("viewUnreadable"); }),
      Error, [](const Error& error) { return error.problem().code == "viewUnreadable"; });
}

BOOST_AUTO_TEST_CASE(a_result_whose_lease_was_lost_is_discarded) {
  const auto ids = takeDocuments(1);
  std::atomic<int> calls{0};
  // While the first worker is at it, another one takes the document over, as after a pause longer than the lease.
  const auto fill = std::make_shared<TestStage>(Stage::fill, 1, 1, [&](const Claim& claim) {
    if (++calls > 1) return;
    database->queue().giveBack("first");
    const auto taken = database->queue().claim({.worker = "second", .stage = Stage::fill, .limit = 1});
    BOOST_REQUIRE(taken.size() == 1);
    BOOST_TEST(taken[0].token > claim.token);
    const Completed completion = TestStage(Stage::fill).completionOf(taken[0]);
    BOOST_TEST(database->queue().complete("second", {&completion, 1}).at(0));
  });
  CountingObserver observer;
  Worker("first", *database, testStages(fill), observer, {}).drain({});
  BOOST_TEST(observer.lostCount == 1);
  BOOST_TEST(stateOf(ids[0]) == State::sent);
  BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(work_that_takes_longer_than_its_lease_is_kept_by_heartbeats) {
  const auto ids = takeDocuments(1);
  int takenOver = 0;
  const auto fill = std::make_shared<TestStage>(Stage::fill, 1, 1, [&](const Claim& claim) {
    const auto leaseEnds = database->archive().document(claim.document.id)->leaseUntil.value();
    while (database->now() <= leaseEnds) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));  // the work itself
    }
    takenOver +=
        static_cast<int>(database->queue().claim({.worker = "second", .stage = Stage::fill, .limit = 1}).size());
  });
  CountingObserver observer;
  Worker(Worker::newName(), *database, testStages(fill), observer, {.lease = std::chrono::seconds(2)}).drain({});
  BOOST_TEST(takenOver == 0);
  BOOST_TEST(observer.lostCount == 0);
  BOOST_TEST(fill->runs[ids[0]] == 1);
  BOOST_TEST(stateOf(ids[0]) == State::sent);
}

BOOST_AUTO_TEST_CASE(a_stop_finishes_what_runs_and_gives_the_rest_back_with_its_attempts) {
  takeDocuments(30);
  allowEverything();
  std::stop_source stop;
  const auto fill = std::make_shared<TestStage>(Stage::fill, 2, 8, [&](const Claim&) { stop.request_stop(); });
  CountingObserver observer;
  Worker(Worker::newName(), *database, testStages(fill), observer, {}).drain(stop.get_token());
  BOOST_TEST(inState(State::sent) + inState(State::authorised) + inState(State::signed_) + inState(State::published) ==
             static_cast<int>(fill->runs.size()));
  for (const auto& document : database->archive().inState(State::decided, 100)) {
    BOOST_TEST(document.attempts == 0);
    BOOST_TEST(!document.leaseUntil);
  }
}

BOOST_AUTO_TEST_CASE(a_stop_gives_back_what_was_claimed_ahead) {
  takeDocuments(120);
  allowEverything();
  std::stop_source stop;
  std::atomic<int> filled{0};
  const auto fill = std::make_shared<TestStage>(Stage::fill, 1, 1, [&](const Claim&) {
    if (++filled == 20) stop.request_stop();
  });
  CountingObserver observer;
  Worker(Worker::newName(), *database, testStages(fill), observer, {}).drain(stop.get_token());
  BOOST_TEST(inState(State::decided) == 100);
  for (const auto& document : database->archive().inState(State::decided, 200)) {
    BOOST_TEST(document.attempts == 0);
    BOOST_TEST(!document.leaseUntil);
  }
}

BOOST_AUTO_TEST_CASE(two_workers_at_once_do_each_document_once) {
  const auto ids = takeDocuments(60);
  allowEverything();
  const auto other = openDatabase(connection);
  const auto fillA = std::make_shared<TestStage>(Stage::fill, 2, 3),
             fillB = std::make_shared<TestStage>(Stage::fill, 2, 3);
  CountingObserver observer;
  std::jthread a([&] { Worker(Worker::newName(), *database, testStages(fillA), observer, {}).drain({}); });
  std::jthread b([&] { Worker(Worker::newName(), *other, testStages(fillB), observer, {}).drain({}); });
  a.join();
  b.join();
  for (const auto& id : ids) {
    BOOST_TEST(stateOf(id) == State::published);
    BOOST_TEST(fillA->runs[id] + fillB->runs[id] == 1);
  }
  BOOST_TEST(observer.lostCount == 0);
}

BOOST_AUTO_TEST_CASE(a_worker_for_some_documents_leaves_the_others_alone) {
  const auto ids = takeDocuments(5);
  allowEverything();
  CountingObserver observer;
  Worker(Worker::newName(), *database, testStages(), observer, {.onlyDocuments = {ids[1]}}).drain({});
  BOOST_TEST(stateOf(ids[1]) == State::published);
  BOOST_TEST(inState(State::decided) == 4);
}

BOOST_AUTO_TEST_CASE(a_serving_worker_takes_what_arrives_until_it_is_stopped) {
  allowEverything();
  std::stop_source stop;
  std::mutex mutex;
  std::condition_variable published;
  int count = 0;
  const auto publish = std::make_shared<TestStage>(Stage::publish, 1, 1, [&](const Claim&) {
    const std::lock_guard lock(mutex);
    ++count;
    published.notify_all();
  });
  CountingObserver observer;
  std::jthread serving([&] {
    Worker(Worker::newName(), *database, testStages(nullptr, nullptr, publish), observer, {}).serve(stop.get_token());
  });
  takeDocuments(3);
  {
    std::unique_lock lock(mutex);
    BOOST_REQUIRE(published.wait_for(lock, std::chrono::seconds(30), [&] { return count == 3; }));
  }
  stop.request_stop();
  serving.join();
  BOOST_TEST(inState(State::published) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
