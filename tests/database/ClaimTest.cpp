#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

BOOST_AUTO_TEST_SUITE(Claims)

BOOST_AUTO_TEST_CASE(a_claim_lends_the_document_with_its_record_for_the_length_of_a_lease) {
  TestDatabase test;
  const auto id = test.take(newDocument("A1"));
  const auto before = test.open().now();
  const auto claims = test.claim(Stage::fill, "w1", 10, std::chrono::seconds(60));
  const auto after = test.open().now();
  BOOST_REQUIRE_EQUAL(claims.size(), 1u);
  BOOST_CHECK_EQUAL(claims[0].document.id, id);
  BOOST_CHECK_EQUAL(claims[0].recordXml, newDocument("A1").recordXml);
  BOOST_CHECK_EQUAL(claims[0].document.attempts, 1);
  BOOST_CHECK(claims[0].document.leaseUntil >= before + std::chrono::seconds(60));
  BOOST_CHECK(claims[0].document.leaseUntil <= after + std::chrono::seconds(60));
  BOOST_CHECK(test.claim(Stage::fill, "w2").empty());
  BOOST_CHECK(test.claim(Stage::sign, "w2").empty());
}

BOOST_AUTO_TEST_CASE(interactive_documents_go_before_nightly_ones_then_the_oldest) {
  TestDatabase test;
  test.takeMany(3);
  auto waiting = newDocument("B1");
  waiting.priority = Priority::interactive;
  const auto urgent = test.take(waiting);
  const auto first = test.claim(Stage::fill, "w1", 2);
  BOOST_REQUIRE_EQUAL(first.size(), 2u);
  BOOST_CHECK_EQUAL(first[0].document.id, urgent);
  BOOST_CHECK_EQUAL(first[1].document.sourceKey, "A1");
  BOOST_CHECK_EQUAL(test.claim(Stage::fill, "w1", 1).at(0).document.sourceKey, "A2");
}

BOOST_AUTO_TEST_CASE(only_the_documents_asked_for_are_claimed) {
  TestDatabase test;
  const auto ids = test.takeMany(3);
  const auto claims =
      test.queue().claim({.worker = "w1", .stage = Stage::fill, .limit = 10, .onlyDocuments = {ids[1], "unknown"}});
  BOOST_REQUIRE_EQUAL(claims.size(), 1u);
  BOOST_CHECK_EQUAL(claims[0].document.id, ids[1]);
}

BOOST_AUTO_TEST_CASE(a_document_passes_all_stages_and_keeps_what_each_made) {
  TestDatabase test;
  const auto id = test.take(newDocument("A1"));
  const auto fill = test.claim(Stage::fill).at(0);
  BOOST_REQUIRE(test.complete(fill, Stage::fill));
  auto document = test.document(id);
  BOOST_CHECK(document.state == State::sent);
  BOOST_CHECK(document.files == std::get<Filled>(resultFor(fill, Stage::fill)).files);
  BOOST_CHECK_EQUAL(document.contentDigest, std::get<Filled>(resultFor(fill, Stage::fill)).contentDigest);
  BOOST_CHECK_EQUAL(document.pages, 2);
  BOOST_CHECK_EQUAL(document.provenance, R"({"office":"7.4"})");
  BOOST_CHECK_EQUAL(document.attempts, 0);
  BOOST_CHECK(!document.leaseUntil);

  test.authorise(id);
  const auto sign = test.claim(Stage::sign).at(0);
  BOOST_CHECK(sign.document.signAt.has_value());
  BOOST_REQUIRE(test.complete(sign, Stage::sign));
  BOOST_CHECK(test.document(id).container == std::get<Signed>(resultFor(sign, Stage::sign)).container);

  BOOST_REQUIRE(test.complete(test.claim(Stage::publish).at(0), Stage::publish));
  document = test.document(id);
  BOOST_CHECK(document.state == State::published);
  BOOST_CHECK(document.publishedAt.has_value());
  BOOST_CHECK(document.signAt == sign.document.signAt);
  BOOST_CHECK(document.files == std::get<Filled>(resultFor(fill, Stage::fill)).files);
  const std::vector<std::string> events{"taken", "drafted", "sent", "authorised", "signed", "published"};
  BOOST_CHECK(test.events(id) == events);
}

BOOST_AUTO_TEST_CASE(a_batch_of_completions_reports_for_each_whether_it_was_still_held) {
  TestDatabase test;
  test.takeMany(3);
  const auto claims = test.claim(Stage::fill);
  std::vector<Completed> batch;
  for (const auto& claim : claims) batch.push_back(completionOf(claim, Stage::fill));
  batch[1].token += 1;
  batch.push_back(batch[0]);  // the same once more
  batch.push_back({.documentId = "unknown", .token = 1, .result = Filled{}});
  const auto done = test.queue().complete("w1", batch);
  const std::vector<bool> expected{true, false, true, false, false};
  BOOST_CHECK(done == expected);
  BOOST_CHECK_EQUAL(test.count(State::sent), 2);
  BOOST_CHECK_EQUAL(test.count(State::decided), 1);
}

BOOST_AUTO_TEST_CASE(a_completion_by_another_worker_or_for_another_stage_is_refused) {
  TestDatabase test;
  const auto id = test.take(newDocument("A1"));
  const auto claim = test.claim(Stage::fill, "w1").at(0);
  BOOST_CHECK(!test.complete(claim, Stage::fill, "w2"));
  BOOST_CHECK(!test.complete(claim, Stage::sign, "w1"));
  BOOST_CHECK(!test.complete(claim, Stage::publish, "w1"));
  BOOST_CHECK(test.stateOf(id) == State::decided);
  BOOST_CHECK(test.complete(claim, Stage::fill, "w1"));
  BOOST_CHECK(!test.complete(claim, Stage::fill, "w1"));
}

BOOST_AUTO_TEST_CASE(a_worker_whose_lease_ran_out_and_was_claimed_by_another_has_lost_the_document) {
  TestDatabase test;
  const auto id = test.take(newDocument("A1"));
  const auto slow = test.claim(Stage::fill, "slow", 1, milliseconds(1)).at(0);
  std::vector<Claim> taken;
  BOOST_REQUIRE(eventually([&] { return !(taken = test.claim(Stage::fill, "fast")).empty(); }));
  BOOST_CHECK_GT(taken[0].token, slow.token);
  BOOST_CHECK(!test.complete(slow, Stage::fill, "slow"));
  BOOST_CHECK(!test.queue().fail("slow", {id, slow.token, Stage::fill, Disposition::quarantined, {"late", {}}}));
  BOOST_CHECK_EQUAL(test.queue().heartbeat("slow", std::chrono::minutes(1)), 0);
  BOOST_CHECK(test.stateOf(id) == State::decided);
  BOOST_CHECK(test.complete(taken[0], Stage::fill, "fast"));
}

BOOST_AUTO_TEST_CASE(the_token_fences_a_worker_of_the_same_name_too) {
  TestDatabase test;
  test.take(newDocument("A1"));
  const auto first = test.claim(Stage::fill, "w1", 1, milliseconds(1)).at(0);
  std::vector<Claim> second;
  BOOST_REQUIRE(eventually([&] { return !(second = test.claim(Stage::fill, "w1")).empty(); }));
  BOOST_CHECK(!test.complete(first, Stage::fill));
  BOOST_CHECK(test.complete(second[0], Stage::fill));
}

BOOST_AUTO_TEST_CASE(a_lease_that_ran_out_unnoticed_can_still_be_completed) {
  TestDatabase test;
  const auto id = test.take(newDocument("A1"));
  const auto claim = test.claim(Stage::fill, "w1", 1, milliseconds(1)).at(0);
  BOOST_REQUIRE(eventually([&] { return test.document(id).leaseUntil < test.open().now(); }));
  BOOST_CHECK(test.complete(claim, Stage::fill));
}

BOOST_AUTO_TEST_CASE(a_heartbeat_keeps_all_leases_of_its_worker_alive) {
  TestDatabase test;
  test.takeMany(3);
  const auto mine = test.claim(Stage::fill, "w1", 2, milliseconds(1));
  BOOST_REQUIRE_EQUAL(mine.size(), 2u);
  BOOST_CHECK_EQUAL(test.queue().heartbeat("w1", std::chrono::minutes(5)), 2);
  const auto others = test.claim(Stage::fill, "w2");
  BOOST_REQUIRE_EQUAL(others.size(), 1u);
  BOOST_CHECK_EQUAL(others[0].document.sourceKey, "A3");
  BOOST_CHECK(test.document(mine[0].document.id).leaseUntil > test.open().now() + std::chrono::minutes(4));
}

BOOST_AUTO_TEST_CASE(the_leases_of_a_worker_that_is_known_to_be_dead_end_at_once) {
  TestDatabase test;
  test.takeMany(3);
  const auto lost = test.claim(Stage::fill, "dead", 1, std::chrono::hours(1)).at(0);
  test.claim(Stage::fill, "alive", 1, std::chrono::hours(1));
  BOOST_REQUIRE(test.open().schedule().begin("nightly", "2026-11-22", "night", std::chrono::hours(1)));
  auto holders = test.queue().holders();
  std::ranges::sort(holders);
  BOOST_CHECK((holders == std::vector<std::string>{"alive", "dead", "night"}));
  test.queue().expire("dead");
  const auto claims = test.claim(Stage::fill, "heir");
  BOOST_REQUIRE_EQUAL(claims.size(), 2u);  // its document, and the one that nobody had
  for (const auto& claim : claims)
    if (claim.document.id == lost.document.id) BOOST_CHECK_EQUAL(claim.document.attempts, 2);
  BOOST_CHECK(!test.complete(lost, Stage::fill, "dead"));
}

BOOST_AUTO_TEST_CASE(what_a_dead_worker_tried_for_the_last_time_is_set_aside_by_the_sweep) {
  TestDatabase test;
  const auto id = test.takeMany(1).at(0);
  test.claim(Stage::fill, "dead", 1, std::chrono::hours(1));
  BOOST_CHECK_EQUAL(test.queue().sweep({.maxAttempts = 1}), 0);
  test.queue().expire("dead");
  BOOST_CHECK(eventually([&] { return test.queue().sweep({.maxAttempts = 1}) == 1; }));
  BOOST_CHECK(test.stateOf(id) == State::quarantined);
}

BOOST_AUTO_TEST_CASE(eight_threads_claim_every_document_exactly_once) {
  TestDatabase test;
  constexpr int kDocuments = 200;
  test.takeMany(kDocuments);
  std::mutex mutex;
  std::multiset<std::string> claimed;
  std::atomic<int> lost{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, worker = "w" + std::to_string(i)] {
        while (true) {
          const auto claims = test.claim(Stage::fill, worker, 7);
          if (claims.empty()) return;
          for (const auto& claim : claims) {
            if (!test.complete(claim, Stage::fill, worker)) ++lost;
            const std::lock_guard lock(mutex);
            claimed.insert(claim.document.id);
          }
        }
      });
    }
  }
  BOOST_CHECK_EQUAL(claimed.size(), static_cast<std::size_t>(kDocuments));
  BOOST_CHECK_EQUAL(std::set<std::string>(claimed.begin(), claimed.end()).size(), static_cast<std::size_t>(kDocuments));
  BOOST_CHECK_EQUAL(lost, 0);
  BOOST_CHECK_EQUAL(test.count(State::sent), kDocuments);
  BOOST_CHECK(!test.open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(what_a_worker_gives_back_is_due_at_once_and_has_its_attempt_again) {
  TestDatabase test;
  const auto ids = test.takeMany(2);
  test.claim(Stage::fill, "w1");
  BOOST_CHECK_EQUAL(test.queue().giveBack("w1"), 2);
  BOOST_CHECK_EQUAL(test.queue().giveBack("w1"), 0);
  BOOST_CHECK_EQUAL(test.document(ids[0]).attempts, 0);
  BOOST_CHECK(test.queue().nextDue(Stage::fill) == milliseconds(0));
  const auto claims = test.claim(Stage::fill, "w2");
  BOOST_REQUIRE_EQUAL(claims.size(), 2u);
  BOOST_CHECK_EQUAL(claims[0].document.attempts, 1);
}

BOOST_AUTO_TEST_CASE(pending_and_next_due_report_what_lies_ahead_of_a_stage) {
  TestDatabase test;
  BOOST_CHECK_EQUAL(test.queue().pending(Stage::fill), 0);
  BOOST_CHECK(!test.queue().nextDue(Stage::fill));
  test.takeMany(2);
  BOOST_CHECK_EQUAL(test.queue().pending(Stage::fill), 2);
  BOOST_CHECK(test.queue().nextDue(Stage::fill) == milliseconds(0));
  const auto claims = test.claim(Stage::fill, "w1", 2, std::chrono::seconds(100));
  BOOST_CHECK_EQUAL(test.queue().pending(Stage::fill), 2);
  const auto next = test.queue().nextDue(Stage::fill);
  BOOST_REQUIRE(next.has_value());
  BOOST_CHECK(*next > std::chrono::seconds(90) && *next <= std::chrono::seconds(100));
  for (const auto& claim : claims) test.complete(claim, Stage::fill);
  BOOST_CHECK_EQUAL(test.queue().pending(Stage::fill), 0);
  BOOST_CHECK(!test.queue().nextDue(Stage::fill));
}

// With what was signed it stays: see SignatureValues.
BOOST_AUTO_TEST_CASE(the_signing_time_of_a_claim_that_was_lost_stays_for_minutes_and_no_longer) {
  TestDatabase test;
  const auto id = test.documentIn(State::authorised, newDocument("A1"));
  BOOST_CHECK(!test.document(id).signAt);
  const auto first = test.claim(Stage::sign, "w1", 1, milliseconds(1)).at(0);
  BOOST_REQUIRE(first.document.signAt.has_value());
  std::vector<Claim> second;
  BOOST_REQUIRE(eventually([&] { return !(second = test.claim(Stage::sign, "w2")).empty(); }));
  BOOST_CHECK(second[0].document.signAt == first.document.signAt);
  for (const std::string wrong : {"1", "sign_at - 3600000", "sign_at + 3600000"}) {
    test.sql("UPDATE balalyk_document SET sign_at = " + wrong);
    test.queue().giveBack("w2");
    const auto claimed = test.claim(Stage::sign, "w2").at(0).document.signAt;
    BOOST_CHECK(claimed >= first.document.signAt);
    BOOST_CHECK(claimed <= test.open().now());
  }
}

BOOST_AUTO_TEST_CASE(every_file_that_a_document_names_is_reported_to_the_sweep_of_the_store) {
  TestDatabase test;
  const auto published = test.documentIn(State::published, newDocument("A1"));
  const auto drafted = test.documentIn(State::sent, newDocument("A2"));
  std::multiset<std::string> files;
  test.archive().forEachFile([&](const std::string& id, const StoredFile& file) {
    files.insert((id == published ? "published " : id == drafted ? "drafted " : "unknown ") + file.name);
  });
  const std::multiset<std::string> expected{"published protocol-ky.pdf", "published protocol-ru.pdf",
                                            "published " + published + ".asice", "drafted protocol-ky.pdf",
                                            "drafted protocol-ru.pdf"};
  BOOST_CHECK(files == expected);
}

BOOST_AUTO_TEST_CASE(a_waiting_worker_is_notified_when_work_was_made) {
  TestDatabase test;
  test.open();
  const auto other = openDatabase(test.connection());  // as another process would
  for (auto* maker : {&test.open(), other.get()}) {
    std::atomic<bool> waiting{true};
    std::jthread waiter([&] {
      test.open().awaitHint(std::chrono::seconds(30));
      waiting = false;
    });
    int made = 0;
    BOOST_CHECK(eventually(
        [&] {
          const auto document =
              newDocument("H" + std::to_string(reinterpret_cast<std::uintptr_t>(maker)) + std::to_string(++made));
          maker->queue().take(std::span(&document, 1), "test");
          return !waiting;
        },
        std::chrono::seconds(10)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
