#include "pipeline/engine/WorkerIdentity.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "EngineFixture.h"

using namespace balalyk;
using namespace balalyk::tests;
namespace data = boost::unit_test::data;

namespace {

constexpr std::chrono::hours kLongLease(1);

// Another process: runs `work`, which gives the name of its worker, and waits to be killed.
class OtherProcess {
 public:
  explicit OtherProcess(const std::function<std::string()>& work) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("pipe");
    pid_ = fork();
    if (pid_ == 0) {
      std::string name;
      try {
        name = work();
      } catch (const std::exception&) {
      }
      if (write(ends[1], name.data(), name.size()) < 0) _exit(1);
      close(ends[1]);
      while (true) pause();
    }
    close(ends[1]);
    char buffer[256];
    const auto size = read(ends[0], buffer, sizeof buffer);
    close(ends[0]);
    name_.assign(buffer, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  }
  ~OtherProcess() { end(); }

  const std::string& name() const { return name_; }
  void signal(int number) const { kill(pid_, number); }
  // Dead, and still in the list of processes until end().
  void die() const {
    signal(SIGKILL);
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT);
  }
  void stop() const {
    signal(SIGSTOP);
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(pid_), &info, WSTOPPED | WNOWAIT);
  }
  void end() {
    if (pid_ <= 0) return;
    signal(SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
  std::string name_;
};

// "worker-<pid>-<random>-<host>-<start>" with another part at `place`.
std::string with(const std::string& name, int place, const std::string& part) {
  std::size_t from = 0;
  for (int i = 0; i < place; ++i) from = name.find('-', from) + 1;
  const auto to = std::min(name.find('-', from), name.size());
  return name.substr(0, from) + part + name.substr(to);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(worker_identity, EngineFixture)

BOOST_AUTO_TEST_CASE(every_start_has_its_own_name) {
  BOOST_TEST(newWorkerName() != newWorkerName());
  BOOST_TEST(newWorkerName().starts_with("worker-" + std::to_string(getpid()) + "-"));
}

BOOST_AUTO_TEST_CASE(a_worker_is_dead_when_its_process_is_not_while_it_lives_or_is_stopped) {
  OtherProcess other([] { return newWorkerName(); });
  BOOST_TEST(!isDeadHere(newWorkerName()));
  BOOST_TEST(!isDeadHere(other.name()));
  other.stop();
  BOOST_TEST(!isDeadHere(other.name()));
  other.die();
  BOOST_TEST(isDeadHere(other.name()));  // its parent has not asked for its end yet
  other.end();
  BOOST_TEST(isDeadHere(other.name()));
}

BOOST_AUTO_TEST_CASE(a_process_that_has_the_number_of_a_dead_one_is_not_it) {
  const auto mine = newWorkerName();
  BOOST_TEST(!isDeadHere(mine));
  BOOST_TEST(isDeadHere(with(mine, 4, "1")));  // started at another time
}

BOOST_AUTO_TEST_CASE(of_another_kernel_or_container_nothing_is_known) {
  OtherProcess other([] { return newWorkerName(); });
  other.end();
  BOOST_REQUIRE(isDeadHere(other.name()));
  BOOST_TEST(!isDeadHere(with(other.name(), 3, "0123456789abcdef")));
}

BOOST_DATA_TEST_CASE(what_is_not_a_full_name_is_not_judged,
                     data::make({"", "w1", "worker", "worker-1-0123456789abcdef", "worker-0-a-0123456789abcdef-1",
                                 "worker--1-a-0123456789abcdef-1", "worker-99999999999999-a-0123456789abcdef-1",
                                 "worker-x-a-0123456789abcdef-1", "worker-1-a--1", "worker-1-a-0123456789abcdef-"}),
                     name) {
  BOOST_TEST(!isDeadHere(name));
}

BOOST_AUTO_TEST_CASE(what_a_killed_worker_of_this_host_held_is_done_at_once_and_its_attempt_is_used_up) {
  const auto ids = takeDocuments(3);
  OtherProcess other([&] {
    const auto name = newWorkerName();
    openDatabase(connection)->queue().claim({.worker = name, .stage = Stage::fill, .limit = 2, .lease = kLongLease});
    return name;
  });
  other.die();
  const auto fill = std::make_shared<TestStage>(Stage::fill);
  CountingObserver observer;
  const auto begun = std::chrono::steady_clock::now();
  Worker(Worker::newName(), *database, testStages(fill), observer, {.lease = kLongLease}).drain({});
  BOOST_TEST((std::chrono::steady_clock::now() - begun < kLongLease));
  BOOST_TEST(inState(State::sent) == 3);
  BOOST_TEST(observer.lostCount == 0);
}

BOOST_AUTO_TEST_CASE(what_a_living_worker_of_this_host_holds_stays_with_it) {
  const auto ids = takeDocuments(2);
  OtherProcess other([&] {
    const auto name = newWorkerName();
    openDatabase(connection)->queue().claim({.worker = name, .stage = Stage::fill, .limit = 1, .lease = kLongLease});
    return name;
  });
  other.stop();
  BOOST_TEST(releaseTheDead(database->queue()) == 0);
  const auto left = database->queue().claim({.worker = "heir", .stage = Stage::fill, .limit = 10});
  BOOST_TEST(left.size() == 1u);
  other.die();
  BOOST_TEST(releaseTheDead(database->queue()) == 1);
  BOOST_TEST(releaseTheDead(database->queue()) == 0);
  const auto taken = database->queue().claim({.worker = "heir", .stage = Stage::fill, .limit = 10});
  BOOST_REQUIRE(taken.size() == 1u);
  BOOST_TEST(taken[0].document.attempts == 2);
}

BOOST_AUTO_TEST_CASE(the_night_of_a_killed_worker_can_be_begun_at_once) {
  OtherProcess other([&] {
    const auto name = newWorkerName();
    openDatabase(connection)->schedule().begin("nightly", "2026-11-22", name, kLongLease);
    return name;
  });
  releaseTheDead(database->queue());
  BOOST_TEST(!database->schedule().begin("nightly", "2026-11-22", "heir", kLongLease));
  other.die();
  releaseTheDead(database->queue());
  BOOST_TEST(database->schedule().begin("nightly", "2026-11-22", "heir", kLongLease));
}

BOOST_AUTO_TEST_SUITE_END()
