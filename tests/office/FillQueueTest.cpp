#include "connectors/office/FillQueue.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "connectors/office/OfficeSettings.h"
#include "pipeline/Error.h"

using namespace balalyk;
using namespace std::chrono_literals;

namespace {

// Tasks that wait in order, each in another thread, as documents do.
struct Waiting {
  FillQueue queue{100};
  std::vector<std::shared_ptr<FillTask>> tasks;
  std::vector<std::jthread> threads;

  void add(const std::string& id, const std::string& layout, bool interactive = false) {
    auto task = std::make_shared<FillTask>();
    task->documentId = id;
    task->layout = layout;
    task->interactive = interactive;
    tasks.push_back(task);
    threads.emplace_back([this, task] { queue.run(task, 60s); });
    // In the queue before the next: its length says so, for want of another sign.
    while (queue.waiting() < threads.size() - taken) std::this_thread::yield();
  }

  std::string take(const std::string& layout) {
    const auto task = queue.take(0ms, layout);
    if (!task) return "";
    ++taken;
    queue.finish(*task);
    return task->documentId;
  }

  // Past the first few, which are made in order.
  void start() {
    for (int i = 0; i < FillQueue::kFirst; ++i) add("first", "");
    while (!take("").empty()) {
    }
  }

  std::size_t taken = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(FillQueue_, Waiting)

BOOST_AUTO_TEST_CASE(the_first_few_are_made_in_order) {
  for (int i = 0; i <= FillQueue::kFirst / 2; ++i) {
    add("ky", "ky");
    add("ru", "ru");
  }
  for (int i = 0; i < FillQueue::kFirst / 2; ++i) {
    BOOST_TEST(take("ky") == "ky");
    BOOST_TEST(take("ky") == "ru");
  }
  BOOST_TEST(take("ru") == "ru");
  BOOST_TEST(take("ru") == "ky");
}

BOOST_AUTO_TEST_CASE(all_of_a_document_comes_at_once_or_not_at_all) {
  const std::vector<std::shared_ptr<FillTask>> two{std::make_shared<FillTask>(), std::make_shared<FillTask>()};
  FillQueue small(1);
  BOOST_CHECK_THROW(small.add(two), StageError);
  BOOST_TEST(small.waiting() == 0u);
  queue.add(two);
  BOOST_TEST(queue.waiting() == 2u);
}

// Two documents for each slot, with a protocol and a notice in two languages.
BOOST_AUTO_TEST_CASE(the_most_slots_never_fill_the_queue) {
  FillQueue large(OfficeSettings().maxWaiting);
  for (int i = 0; i < 2 * 256; ++i) {
    std::vector<std::shared_ptr<FillTask>> four;
    for (int pdf = 0; pdf < 4; ++pdf) four.push_back(std::make_shared<FillTask>());
    BOOST_REQUIRE_NO_THROW(large.add(four));
  }
}

BOOST_AUTO_TEST_CASE(what_nobody_waits_for_is_not_made) {
  const std::vector<std::shared_ptr<FillTask>> two{std::make_shared<FillTask>(), std::make_shared<FillTask>()};
  queue.add(two);
  const auto taken = queue.take(0ms);
  for (const auto& task : two) queue.withdraw(task);
  BOOST_TEST((taken == two.front()));
  BOOST_TEST(!queue.wanted(*taken));
  BOOST_TEST((queue.take(0ms) == nullptr));
  queue.finish(*taken);  // who has it may end it
}

BOOST_AUTO_TEST_CASE(a_slot_continues_with_its_layout_and_otherwise_in_order) {
  start();
  add("1", "ky");
  add("2", "ru");
  add("3", "ky");
  BOOST_TEST(take("ru") == "2");
  BOOST_TEST(take("ru") == "1");
  BOOST_TEST(take("ky") == "3");
  BOOST_TEST(take("ky").empty());
}

BOOST_AUTO_TEST_CASE(whom_a_person_waits_for_is_first_whatever_its_layout) {
  add("1", "ky");
  add("2", "ru", true);
  add("3", "ky", true);
  BOOST_TEST(take("ky") == "2");
  BOOST_TEST(take("ky") == "3");
  BOOST_TEST(take("ky") == "1");
}

BOOST_AUTO_TEST_CASE(no_document_is_overtaken_for_ever) {
  start();
  add("old", "ru");
  for (int i = 0; i < 2 * FillQueue::kMostOvertaken; ++i) add("new", "ky");
  for (int i = 0; i < FillQueue::kMostOvertaken; ++i) BOOST_TEST(take("ky") == "new");
  BOOST_TEST(take("ky") == "old");
  while (!take("ky").empty()) {
  }
}

BOOST_AUTO_TEST_SUITE_END()
