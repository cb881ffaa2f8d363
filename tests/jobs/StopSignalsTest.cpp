#include "jobs/wiring/StopSignals.h"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <csignal>
#include <future>
#include <mutex>

namespace balalyk {
namespace {

using namespace std::chrono_literals;

// What was called, and how often; waits instead of sleeping.
class Calls {
 public:
  void add() {
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
  }
  bool arrives(int count = 1) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 20s, [&] { return count_ >= count; });
  }
  int count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

struct Observed {
  explicit Observed(std::chrono::milliseconds patience)
      : signals(
            patience, [this] { stops.add(); },
            [this](bool byPerson) { (byPerson ? givesUpInterrupted : givesUp).add(); }) {}
  bool stopIsRequested() {
    std::promise<void> requested;
    const std::stop_callback call(signals.token(), [&] { requested.set_value(); });
    return requested.get_future().wait_for(20s) == std::future_status::ready;
  }

  Calls stops, givesUp, givesUpInterrupted;
  StopSignals signals;  // last: its thread uses the others
};

BOOST_AUTO_TEST_SUITE(stop_signals)

BOOST_AUTO_TEST_CASE(each_signal_asks_the_work_to_stop_once) {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    Observed observed(1h);
    BOOST_TEST(!observed.signals.token().stop_requested());
    std::raise(signal);
    BOOST_TEST(observed.stopIsRequested());
    BOOST_TEST(observed.stops.count() == 1);
    BOOST_TEST(observed.givesUp.count() == 0);
  }
}

BOOST_AUTO_TEST_CASE(only_a_person_at_the_keyboard_interrupts) {
  for (const auto& [signal, interrupted] :
       {std::pair{SIGINT, true}, std::pair{SIGTERM, false}, std::pair{SIGHUP, false}}) {
    Observed observed(1h);
    std::raise(signal);
    BOOST_REQUIRE(observed.stopIsRequested());
    BOOST_TEST(observed.signals.interrupted() == interrupted);
  }
}

BOOST_AUTO_TEST_CASE(work_that_does_not_end_in_time_is_given_up) {
  Observed observed(1ms);
  std::raise(SIGTERM);
  BOOST_TEST(observed.givesUp.arrives());
  BOOST_TEST(observed.stops.count() == 1);
}

BOOST_AUTO_TEST_CASE(whoever_gives_up_knows_whether_a_person_asked) {
  Observed observed(1ms);
  std::raise(SIGINT);
  BOOST_TEST(observed.givesUpInterrupted.arrives());
  BOOST_TEST(observed.givesUp.count() == 0);
}

BOOST_AUTO_TEST_CASE(a_second_signal_does_not_wait_for_the_patience) {
  Observed observed(1h);
  std::raise(SIGTERM);
  BOOST_REQUIRE(observed.stops.arrives());
  std::raise(SIGTERM);
  BOOST_TEST(observed.givesUp.arrives());
}

BOOST_AUTO_TEST_CASE(work_that_ends_in_time_is_not_given_up) {
  Calls givesUp;
  {
    Calls stops;
    const StopSignals signals(
        1h, [&] { stops.add(); }, [&](bool) { givesUp.add(); });
    std::raise(SIGTERM);
    BOOST_REQUIRE(stops.arrives());
  }
  BOOST_TEST(givesUp.count() == 0);
}

BOOST_AUTO_TEST_CASE(afterwards_a_signal_ends_the_process_as_before) {
  const pid_t child = fork();
  if (child == 0) {
    {
      const StopSignals signals(
          1h, [] {}, [](bool) {});
    }
    std::raise(SIGTERM);
    _exit(0);
  }
  int status = 0;
  BOOST_REQUIRE_EQUAL(waitpid(child, &status, 0), child);
  BOOST_TEST(WIFSIGNALED(status));
  BOOST_TEST(WTERMSIG(status) == SIGTERM);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
