#include "BusyPool.h"

#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>

using namespace balalyk;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// Ticks of 10 ms.
constexpr std::uint64_t kAtWork = 10;
constexpr std::uint64_t kFirstDocument = 20;

FilledDocument make(Office& office, const std::string& language, const FieldValues& values, const std::string& id) {
  return office.fill(
      {.documentId = id, .kind = "sheet", .language = language, .values = &values, .title = "T", .trial = true});
}

}  // namespace

BusyPool::BusyPool(OfficeSettings settings, FieldValues values, std::string language) : pool_(std::move(settings)) {
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return pool_.office().counters().slotsReady == 2; }));
  warmBoth();
  const auto before = idleTicks();
  filledBefore_ = pool_.office().counters().filled;
  document_ = std::async(std::launch::async, [this, values = std::move(values), language = std::move(language)] {
    return make(pool_.office(), language, values, "victim");
  });
  // Whoever works far more than the other, which may still tidy up.
  BOOST_TEST_REQUIRE(sheets::eventually([&] {
    const auto worked = [](const auto& process) { return processes::ticksOf(process.first) - process.second; };
    std::pair<std::uint64_t, int> first{worked(*before.begin()), before.begin()->first};
    std::pair<std::uint64_t, int> second{worked(*before.rbegin()), before.rbegin()->first};
    if (first < second) std::swap(first, second);
    victim_ = first.second;
    other_ = second.second;
    return first.first > kAtWork + 3 * second.first;
  }));
  feeder_ = std::jthread([this](const std::stop_token& stop) { feed(stop); });
  BOOST_TEST_REQUIRE(sheets::eventually([&] { return made_ > 0; }));
  remember();
}

// A soffice's first document takes a second, in which the other one could finish the victim.
void BusyPool::warmBoth() {
  const auto before = idleTicks();
  BOOST_TEST_REQUIRE(sheets::eventually([&] {
    auto one = std::async(std::launch::async, [&] { make(pool_.office(), "ky", sheets::values(1), "one"); });
    make(pool_.office(), "ky", sheets::values(2), "two");
    one.get();
    return std::all_of(before.begin(), before.end(), [](const auto& process) {
      return processes::ticksOf(process.first) - process.second > kFirstDocument;
    });
  }));
}

// Of both, when they have stopped working.
std::map<int, std::uint64_t> BusyPool::idleTicks() const {
  std::map<int, std::uint64_t> ticks;
  BOOST_TEST_REQUIRE(sheets::eventually([&] {
    const auto last = ticks;
    ticks.clear();
    for (const int pid : pool_.processes()) ticks[pid] = processes::ticksOf(pid);
    std::this_thread::sleep_for(200ms);  // of an observer, not of a test: what does not change is idle
    return ticks.size() == 2 && ticks == last;
  }));
  return ticks;
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
      const std::lock_guard lock(small_);
      make(pool_.office(), "ky", sheets::values(i), "small-" + std::to_string(i));
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
  const std::lock_guard lock(small_);
  madeBefore_ = made_;
  BOOST_TEST_REQUIRE(pool_.office().counters().filled == filledBefore_ + static_cast<std::uint64_t>(madeBefore_),
                     "soffice is making the victim");
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
