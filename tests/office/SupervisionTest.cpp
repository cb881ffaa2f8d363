#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <future>

#include "Sheets.h"
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

BOOST_AUTO_TEST_CASE(works_in_two_slots_at_once_and_one_goes_on_when_the_other_fails) {
  sheets::Pool pool(sheets::settings(2));
  BOOST_TEST(pool.office().slots() == 2);
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return pool.processes().size() == 2; }));
  ::kill(pool.processes().front(), SIGSTOP);  // it may have a document or not: nothing else may wait for it
  std::vector<std::future<FilledDocument>> documents;
  for (int i = 0; i < 20; ++i) {
    documents.push_back(std::async(
        std::launch::async, [&pool, i] { return pool.fill(sheets::values(i), "document-" + std::to_string(i)); }));
  }
  ::kill(pool.processes().front(), SIGKILL);
  int made = 0;
  for (int i = 0; i < 20; ++i) {
    try {
      const auto text = sheets::textOf(documents[i].get().pdf);
      BOOST_TEST(text.find("12/" + std::to_string(i) + "\n") != std::string::npos);
      ++made;
    } catch (const StageError& e) {
      BOOST_TEST((e.problem().code == "officeCrashed" || e.problem().code == "officeUnavailable"));
    }
  }
  BOOST_TEST(made >= 19);
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
  sheets::Pool pool;
  InWork work(pool);  // the one slot is taken: what follows waits
  work.signal(SIGSTOP);
  std::vector<std::string> order;
  std::mutex mutex;
  std::atomic<int> started = 0;
  const auto ask = [&](const std::string& id, bool interactive) {
    return std::async(std::launch::async, [&, id, interactive] {
      const auto values = sheets::values(2);
      ++started;
      pool.office().fill({.documentId = id,
                          .kind = "sheet",
                          .language = "ky",
                          .values = &values,
                          .title = "T",
                          .interactive = interactive});
      const std::lock_guard lock(mutex);
      order.push_back(id);
    });
  };
  std::vector<std::future<void>> asked;
  for (int i = 0; i < 6; ++i) asked.push_back(ask("night", false));
  BOOST_TEST(sheets::eventually([&] { return started == 6; }));
  asked.push_back(ask("person", true));
  BOOST_TEST(sheets::eventually([&] { return started == 7; }));
  work.signal(SIGCONT);
  for (auto& one : asked) one.get();
  const auto place = std::find(order.begin(), order.end(), "person") - order.begin();
  BOOST_TEST(place < 3);  // whatever was in work when the person came may end first
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

BOOST_AUTO_TEST_SUITE_END()
