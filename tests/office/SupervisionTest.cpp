#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <future>

#include "Sheets.h"
#include "connectors/office/FillQueue.h"
#include "pipeline/Error.h"

using namespace balalyk;
using namespace std::chrono_literals;

namespace {

FieldValues large() {
  return sheets::values(1, 400, 400);
}  // keeps soffice busy for a while

std::function<bool(const StageError&)> code(const std::string& code, Disposition disposition = Disposition::retry) {
  return [=](const StageError& e) { return e.problem().code == code && e.disposition() == disposition; };
}

// A document in work, and the soffice that makes it.
struct InWork {
  sheets::Pool& pool;
  std::future<FilledDocument> document;

  explicit InWork(sheets::Pool& pool, const std::string& id = "large") : pool(pool) {
    pool.fill(sheets::values(1));  // started, template open
    document = std::async(std::launch::async, [&pool, id] { return pool.fill(large(), id); });
  }
  void signal(int number) {
    for (const int process : pool.processes()) ::kill(process, number);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(supervision)

BOOST_AUTO_TEST_CASE(makes_the_document_of_a_killed_soffice_once_more_in_a_fresh_one) {
  sheets::Pool pool;
  for (const int signal : {SIGKILL, SIGSEGV}) {
    InWork work(pool, "document-" + std::to_string(signal));
    work.signal(signal);
    BOOST_TEST(work.document.get().pages > 1);
    BOOST_TEST(pool.fill(sheets::values(2)).pages == 1);
  }
  BOOST_TEST(pool.office().counters().restarts == 2u);
  BOOST_TEST(pool.processes().size() == 1u);
}

BOOST_AUTO_TEST_CASE(notices_a_death_between_documents_by_itself) {
  sheets::Pool pool;
  pool.fill(sheets::values(1));
  const auto before = pool.processes();
  BOOST_TEST_REQUIRE(before.size() == 1u);
  ::kill(before.front(), SIGKILL);
  BOOST_TEST(sheets::eventually([&] { return !pool.processes().empty() && pool.processes() != before; }));
  BOOST_TEST(sheets::eventually([&] { return pool.office().counters().restarts == 1u; }));
}

BOOST_AUTO_TEST_CASE(works_in_two_slots_at_once_and_one_continues_when_the_other_fails) {
  sheets::Pool pool(sheets::settings(2));
  BOOST_TEST(pool.office().slots() == 2);
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return pool.office().counters().slotsReady == 2; }));
  const int failing = pool.processes().front();
  ::kill(failing, SIGSTOP);  // it may get a document or not: nothing else may wait for it
  std::vector<std::future<FilledDocument>> documents;
  for (int i = 0; i < 20; ++i) {
    documents.push_back(std::async(
        std::launch::async, [&pool, i] { return pool.fill(sheets::values(i), "document-" + std::to_string(i)); }));
  }
  ::kill(failing, SIGKILL);
  for (int i = 0; i < 20; ++i) {
    const auto text = sheets::textOf(documents[i].get().pdf);
    BOOST_TEST(text.find("12/" + std::to_string(i) + "\n") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(replaces_a_worn_soffice_without_a_pause) {
  auto settings = sheets::settings();
  settings.recycleAfterDocuments = 5;
  sheets::Pool pool(settings);
  pool.fill(sheets::values(0));
  const auto first = pool.processes();
  BOOST_TEST(sheets::eventually([&] {
    BOOST_TEST(pool.fill(sheets::values(1)).pages == 1);
    return pool.office().counters().recycles > 0;
  }));
  BOOST_TEST(pool.office().counters().restarts == 0u);
  BOOST_TEST(pool.office().counters().failed == 0u);
  BOOST_TEST((pool.processes() != first));
}

BOOST_AUTO_TEST_CASE(replaces_a_soffice_that_grows) {
  auto settings = sheets::settings();
  settings.recycleAboveMegabytes = 1;
  sheets::Pool pool(settings);
  BOOST_TEST(sheets::eventually([&] {
    pool.fill(sheets::values(1));
    return pool.office().counters().recycles > 0;
  }));
}

BOOST_AUTO_TEST_CASE(takes_no_more_documents_than_may_wait) {
  auto settings = sheets::settings();
  settings.maxWaiting = 0;
  sheets::Pool pool(settings);
  BOOST_CHECK_EXCEPTION(pool.fill(sheets::values(1)), StageError, code("officeUnavailable"));
}

BOOST_AUTO_TEST_CASE(says_so_when_no_slot_is_free_in_time) {
  auto settings = sheets::settings();
  settings.queueDeadline = 20ms;
  sheets::Pool pool(settings);  // soffice takes longer to start
  BOOST_CHECK_EXCEPTION(pool.fill(sheets::values(1)), StageError, code("officeUnavailable"));
}

BOOST_AUTO_TEST_CASE(lets_a_person_go_first) {
  constexpr std::size_t kNight = 6;
  FillQueue queue(kNight + 1);
  std::vector<std::future<void>> asked;
  const auto ask = [&](bool interactive) {
    auto task = std::make_shared<FillTask>();
    task->interactive = interactive;
    asked.push_back(std::async(std::launch::async, [&queue, task] {
      sheets::eventually([&] {
        try {
          queue.run(task, 60s);
        } catch (const StageError&) {
          return false;  // the look below had the last place
        }
        return true;
      });
    }));
  };
  for (std::size_t i = 0; i < kNight; ++i) ask(false);
  ask(true);
  // All have lined up as soon as no more may wait.
  BOOST_TEST_REQUIRE(sheets::eventually([&] {
    try {
      queue.run(std::make_shared<FillTask>(), 0ms);
    } catch (const StageError& e) {
      return e.problem().params.at("reason") == "queueFull";
    }
    return false;
  }));
  for (std::size_t i = 0; i <= kNight; ++i) {
    const auto task = queue.take(0ms);
    BOOST_TEST_REQUIRE(task != nullptr);
    BOOST_TEST(task->interactive == (i == 0));
    queue.finish(*task);
  }
  for (auto& one : asked) one.get();
}

BOOST_AUTO_TEST_CASE(leaves_nothing_behind) {
  sheets::Pool pool(sheets::settings(2));
  pool.fill(sheets::values(1));
  pool.end();
  BOOST_TEST(pool.processes().empty());
  BOOST_TEST(std::filesystem::is_empty(pool.work()));
}

BOOST_AUTO_TEST_CASE(leaves_no_process_when_the_program_is_killed) {
  std::string name = std::filesystem::temp_directory_path() / "office-test-XXXXXX";
  const std::filesystem::path work = ::mkdtemp(name.data());
  const std::string settings = work.string();
  int ready[2];
  BOOST_TEST_REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl("/proc/self/exe", "test_office", "--hold-pool", settings.c_str(), std::to_string(ready[1]).c_str(),
            nullptr);
    ::_exit(127);
  }
  ::close(ready[1]);
  char byte = 0;
  BOOST_TEST(::read(ready[0], &byte, 1) == 1);
  ::close(ready[0]);
  BOOST_TEST(sheets::processesIn(work).size() == 1u);
  for (const int process : sheets::processesIn(work)) ::kill(process, SIGSTOP);  // not even its own end of the socket
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  BOOST_TEST(sheets::eventually([&] { return sheets::processesIn(work).empty(); }));

  // What the killed program left in its work folder is removed by the next one.
  auto next = sheets::settings();
  next.work = work;
  makeOfficePool(next).reset();
  BOOST_TEST(std::filesystem::is_empty(work));
  std::filesystem::remove_all(work);
}

BOOST_AUTO_TEST_CASE(removes_what_a_program_left_that_was_killed_while_it_removed_its_folder) {
  std::string name = std::filesystem::temp_directory_path() / "office-test-XXXXXX";
  const std::filesystem::path work = ::mkdtemp(name.data());
  std::filesystem::create_directories(work / "balalyk-office-killed" / "profile" / "user");
  auto settings = sheets::settings();
  settings.work = work;
  makeOfficePool(settings).reset();
  BOOST_TEST(std::filesystem::is_empty(work));
  std::filesystem::remove_all(work);
}

BOOST_AUTO_TEST_SUITE_END()
