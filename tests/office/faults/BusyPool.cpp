#include "BusyPool.h"

#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>

using namespace balalyk;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kAtWork = 5;  // ticks of 10 ms

FilledDocument make(Office& office, const std::string& kind, const FieldValues& values, const std::string& id) {
  return office.fill({.documentId = id, .kind = kind, .language = "ky", .values = &values, .title = "T"});
}

}  // namespace

BusyPool::BusyPool(OfficeSettings settings, FieldValues values, std::string kind) : pool_(std::move(settings)) {
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return pool_.office().counters().slotsReady == 2; }));
  pool_.fill(sheets::values(1));
  std::map<int, std::uint64_t> before;
  // Both are started and idle: whoever works then has the victim.
  BOOST_TEST_REQUIRE(sheets::eventually([&] {
    const auto last = before;
    before.clear();
    for (const int pid : pool_.processes()) before[pid] = processes::ticksOf(pid);
    std::this_thread::sleep_for(200ms);  // of an observer, not of a test: what does not change is idle
    return before.size() == 2 && before == last;
  }));
  document_ = std::async(std::launch::async, [this, values = std::move(values), kind = std::move(kind)] {
    return make(pool_.office(), kind, values, "victim");
  });
  BOOST_TEST_REQUIRE(sheets::eventually([&] {
    std::uint64_t most = 0;
    for (const auto& [pid, ticks] : before) {
      const auto worked = processes::ticksOf(pid) - ticks;
      (worked > most ? victim_ : other_) = pid;
      most = std::max(most, worked);
    }
    return most > kAtWork;
  }));
  for (const auto& [pid, ticks] : before) {
    if (pid != victim_) other_ = pid;
  }
  feeder_ = std::jthread([this](const std::stop_token& stop) { feed(stop); });
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return made_ > 0; }));
  BOOST_TEST_REQUIRE((document_.wait_for(0s) == std::future_status::timeout), "the victim is in work");
  remember();
}

fs::path BusyPool::victimFolder() const {
  for (const auto& instance : sheets::workFolders(pool_.work(), "instance-")) {
    const auto there = sheets::processesIn(instance / "profile");
    if (std::find(there.begin(), there.end(), victim_) != there.end()) return instance;
  }
  return {};
}

void BusyPool::feed(const std::stop_token& stop) {
  for (int i = 0; !stop.stop_requested(); ++i) {
    try {
      make(pool_.office(), "sheet", sheets::values(i), "small-" + std::to_string(i));
      ++made_;
    } catch (const StageError& error) {
      BOOST_TEST_MESSAGE("small document " << i << ": " << error.what());
      ++failed_;
    }
  }
}

void BusyPool::remember() {
  const auto now = processes::descendants(::getpid());
  seen_.insert(seen_.end(), now.begin(), now.end());
}

void BusyPool::faultHappens() {
  remember();
  madeBefore_ = made_;
}

BusyPool::Outcome BusyPool::outcome() {
  Outcome outcome;
  try {
    outcome.made = document_.get();
  } catch (const OfficeError& error) {
    outcome.error = error;
  }
  outcome.madeByTheOther = made_ - madeBefore_;
  BOOST_TEST(sheets::eventually([&] {
    const auto counters = pool_.office().counters();
    return counters.restarts > 0 && counters.slotsReady == 2;
  }));
  outcome.longestOutage = pool_.office().counters().longestOutage;
  remember();
  return outcome;
}

bool BusyPool::otherUntouched() const {
  const auto now = pool_.processes();
  return failed_ == 0 && std::find(now.begin(), now.end(), other_) != now.end();
}

bool BusyPool::leavesNothing() {
  feeder_.request_stop();
  feeder_.join();
  remember();
  pool_.end();
  return sheets::eventually([&] { return std::none_of(seen_.begin(), seen_.end(), processes::exists); });
}
