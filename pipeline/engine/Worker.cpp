#include "pipeline/engine/Worker.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

#include "pipeline/engine/Backoff.h"
#include "pipeline/engine/ResultQueue.h"
#include "pipeline/engine/StageQueue.h"
#include "pipeline/engine/TaskThreads.h"
#include "pipeline/engine/WorkAhead.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr int kStandingBatch = 500;

// What a look at the database finds for many documents takes hardly longer than for one: while there is work in hand,
// that long passes between two, but for the first few.
constexpr std::chrono::milliseconds kBetweenLooks{100};

// One run of a worker: its threads and what they share.
class Run {
 public:
  Run(const std::string& name, PortalDatabase& database, const std::vector<std::shared_ptr<StageRunner>>& stages,
      Observer& observer, const WorkerOptions& options, bool untilDrained)
      : name_(name),
        database_(database),
        observer_(observer),
        options_(options),
        untilDrained_(untilDrained),
        rule_(options.limits),
        results_(name, database.queue(), observer, rule_, options.poll,
                 [this](auto results, auto end) { settled(results, end); },
                 {.moreIsComing = [this](std::size_t waiting) { return moreIsComing(waiting); }}) {
    for (const auto& stage : stages) {
      ClaimRequest request{.worker = name,
                           .stage = stage->stage(),
                           .lease = options.lease,
                           .onlyDocuments = options.onlyDocuments,
                           .maxAttempts = options.limits.maxAttempts};
      signs_ = signs_ || stage->stage() == Stage::sign;
      served_.push_back(stage->stage());
      const auto order = stage->byChairperson() ? ClaimSupply::Order::byChairperson : ClaimSupply::Order::any;
      lanes_.emplace_back(*stage, std::make_unique<ClaimSupply>(database.queue(), std::move(request), stage->batch(),
                                                                ClaimSupply::Pace(), order));
    }
  }

  void operator()(std::stop_token stop, const std::function<void()>& beside) {
    std::stop_callback onStop(stop, [this] { end(); });
    std::jthread reporting([this] { results_.run(); });
    std::jthread bringing;
    if (beside) {
      bringing_ = true;
      bringing = std::jthread([this, &beside] { bring(beside); });
    }
    std::vector<std::jthread> threads;
    threads.emplace_back([this] { beat(); });
    for (auto& lane : lanes_) {
      for (int i = 0; i < lane.stage.threads(); ++i) threads.emplace_back([this, &lane] { work(lane); });
    }
    watch();
    {
      std::unique_lock lock(mutex_);
      rested_.wait(lock, [this] { return working_ == 0; });
    }
    end();
    threads.clear();
    results_.close();
    reporting.join();
    if (bringing.joinable()) bringing.join();
    protect([this] { database_.queue().giveBack(name_); });
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  // Runs `action`; trouble is reported, not thrown. False when it failed.
  template <typename Action>
  bool protect(Action action) {
    try {
      action();
      return true;
    } catch (const std::exception& error) {
      report(error);
    }
    return false;
  }

  void report(const std::exception& error) {
    const auto* known = dynamic_cast<const Error*>(&error);
    observer_.trouble(known ? known->problem() : unexpectedProblem(error, "engine"));
  }

  void end() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
      watching_.notify_all();
      rested_.notify_all();
      for (auto& lane : lanes_) lane.changed.notify_all();
    }
    for (const auto& lane : lanes_) lane.supply->end();
    results_.hurry();
  }

  bool ended() {
    const std::lock_guard lock(mutex_);
    return ended_;
  }

  // Of the watching thread: until something was made since `seen`.
  void pause(std::chrono::milliseconds limit, std::uint64_t seen) {
    std::unique_lock lock(mutex_);
    watching_.wait_for(lock, jittered(limit, 0.8, 1.2), [&] { return ended_ || made_ != seen; });
  }

  // Of one without work.
  void pause(StageQueue& lane, std::chrono::milliseconds limit, std::uint64_t seen) {
    std::unique_lock lock(mutex_);
    lane.changed.wait_for(lock, jittered(limit, 0.8, 1.2), [&] { return ended_ || lane.made != seen; });
  }

  // Until it is time for the next look, or nothing is in hand.
  void gather(std::chrono::steady_clock::time_point lastLook) {
    std::unique_lock lock(mutex_);
    rested_.wait_until(lock, lastLook + kBetweenLooks, [this] { return ended_ || working_ == 0; });
  }

  // Whether some are at work beside those whose results wait.
  bool moreIsComing(std::size_t waiting) {
    const std::lock_guard lock(mutex_);
    return working_ > static_cast<int>(waiting);
  }

  std::uint64_t made() {
    const std::lock_guard lock(mutex_);
    return made_;
  }

  // Notifies waiting threads that there may be work now: those of one stage, or all.
  void makeMore(std::optional<Stage> stage = {}) {
    const std::lock_guard lock(mutex_);
    ++made_;
    watching_.notify_all();
    for (auto& lane : lanes_)
      if (!stage || lane.stage.stage() == *stage) lane.wake();
  }

  // With the lock.
  void worked(int count) {
    working_ -= count;
    if (working_ == 0) rested_.notify_all();
  }

  void bring(const std::function<void()>& beside) {
    try {
      beside();
    } catch (...) {
      failure_ = std::current_exception();
    }
    {
      const std::lock_guard lock(mutex_);
      bringing_ = false;
    }
    failure_ ? end() : makeMore();
  }

  void beat() {
    std::unique_lock lock(mutex_);
    while (!(ended_ && working_ == 0)) {
      rested_.wait_for(lock, options_.lease / 3, [this] { return ended_ && working_ == 0; });
      lock.unlock();
      protect([this] {
        giveBackUnknown();
        database_.queue().heartbeat(name_, options_.lease);
      });
      lock.lock();
    }
  }

  // A heartbeat would keep what was lent to us in an answer that never came, and nobody would work on it. Which those
  // are is not known: all is given back, and what is in our hands meets its fence.
  void giveBackUnknown() {
    if (!claimsUnknown_.exchange(false)) return;
    for (const auto& lane : lanes_) lane.supply->forget();
    try {
      database_.queue().giveBack(name_);
    } catch (...) {
      claimsUnknown_ = true;
      throw;
    }
  }

  // Releases what dead workers held, sweeps, applies standing authorisations, and ends the run once it is drained.
  void watch() {
    auto nextSweep = std::chrono::steady_clock::now();
    while (!ended()) {
      const auto seen = made();
      const auto look = std::chrono::steady_clock::now();
      observer_.pulse();
      bool all = true;  // that could be authorised was
      bool quiet = protect([&] {
        const auto now = std::chrono::steady_clock::now();
        if (now >= nextSweep) {
          if (releaseTheDead(database_.queue()) > 0) makeMore();
          database_.queue().sweep(options_.limits);
          nextSweep = now + std::max<std::chrono::milliseconds>(options_.lease / 2, std::chrono::seconds(1));
          observer_.pulse();
        }
        // Whoever does not sign needs no right to let documents through.
        const int authorised = signs_ ? database_.authorisations().applyStanding(kStandingBatch) : 0;
        if (authorised > 0) {
          all = authorised < kStandingBatch;
          observer_.authorised(authorised);
          makeMore(Stage::sign);
        }
      });
      if (untilDrained_) {
        bool over = false;
        quiet = quiet && protect([&] { over = drained(); });
        if (over || (!quiet && troubledForLong())) return end();
        if (quiet) troubledSince_.reset();
      }
      untilDrained_ ? pause(quiet ? std::chrono::milliseconds(100) : options_.poll, seen) : waitForHint();
      if (all && !results_.atBeginning()) gather(look);
    }
  }

  // A server is restarted, or another takes over, in less.
  bool troubledForLong() {
    const auto now = std::chrono::steady_clock::now();
    if (!troubledSince_) troubledSince_ = now;
    return now - *troubledSince_ > kTroubleBeforeGivingUp;
  }

  void waitForHint() {
    observer_.pulse();
    if (!protect([this] { database_.awaitHint(std::min(options_.poll, std::chrono::milliseconds(1000))); })) {
      pause(options_.poll, made());
    }
    makeMore();
  }

  // Nothing in our hands, and nothing that becomes due while a lease of a dead worker could still run out.
  bool drained() {
    {
      const std::lock_guard lock(mutex_);
      if (working_ > 0 || bringing_) return false;
    }
    if (isWorkAhead(database_, served_, options_.onlyDocuments, horizon())) return false;
    // A fill may have ended between the two looks: standing authorisations are applied once more by then.
    const std::lock_guard lock(mutex_);
    const bool same = made_ == madeAtLastLook_;
    madeAtLastLook_ = made_;
    return same && working_ == 0;
  }

  std::chrono::milliseconds horizon() const { return options_.lease + std::chrono::seconds(5); }

  void work(StageQueue& lane) {
    while (true) {
      std::uint64_t seen = 0;
      {
        // Counted before the claim, so that «drained» never overlooks a batch on its way.
        const std::lock_guard lock(mutex_);
        if (ended_) return;
        ++working_;
        seen = lane.made;
      }
      const bool did = step(lane);
      {
        const std::lock_guard lock(mutex_);
        worked(1);
      }
      if (!did) pause(lane, untilDrained_ ? std::chrono::milliseconds(250) : options_.poll, seen);
    }
  }

  bool step(StageQueue& lane) {
    std::vector<Claim> claims;
    if (!protect([&] { claims = lane.supply->take(); })) {
      claimsUnknown_ = true;
      return false;
    }
    if (claims.empty()) return false;
    if (lane.stage.byChairperson()) {
      performBeside(lane, std::move(claims));
    } else {
      perform(lane, claims);
    }
    return true;
  }

  void perform(const StageQueue& lane, std::vector<Claim>& claims) {
    for (const auto& claim : claims) observer_.started(claim.document, lane.stage.stage());
    auto results = lane.stage.run(claims);
    std::vector<ResultQueue::Made> made;
    for (std::size_t i = 0; i < claims.size(); ++i) {
      claims[i].recordXml.clear();
      const auto took = results[i].took;
      auto outcome = rule_.decide(claims[i], lane.stage.stage(), std::move(results[i]));
      made.push_back({lane.stage.stage(), std::move(claims[i]), std::move(outcome), took});
    }
    {
      const std::lock_guard lock(mutex_);
      working_ += static_cast<int>(made.size());
    }
    results_.add(std::move(made));
  }

  // On another thread, so that the next chairperson's documents are claimed meanwhile.
  void performBeside(StageQueue& lane, std::vector<Claim> claims) {
    {
      const std::lock_guard lock(mutex_);
      ++working_;
    }
    tasks_.run([this, &lane, claims = std::move(claims)]() mutable {
      const auto whose = claims.front().document.chairpersonId;
      perform(lane, claims);
      lane.supply->free(whose);
      const std::lock_guard lock(mutex_);
      lane.wake();  // what was claimed ahead for this chairperson can be done now
      ++made_;
      watching_.notify_all();
      worked(1);
    });
  }

  void settled(std::span<const ResultQueue::Made> results, ResultQueue::End end) {
    if (end == ResultQueue::End::unknown) claimsUnknown_ = true;
    for (const auto& lane : lanes_) {
      const auto ofLane = [&](const auto& made) { return made.stage == lane.stage.stage(); };
      lane.supply->settled(static_cast<std::size_t>(std::ranges::count_if(results, ofLane)));
    }
    const std::lock_guard lock(mutex_);
    for (auto& lane : lanes_) {
      if (std::ranges::any_of(results, [&](const auto& made) { return lane.follows(made.stage); })) lane.wake();
    }
    ++made_;
    watching_.notify_all();
    worked(static_cast<int>(results.size()));
  }

  static constexpr std::chrono::minutes kTroubleBeforeGivingUp{2};

  const std::string& name_;
  PortalDatabase& database_;
  Observer& observer_;
  const WorkerOptions& options_;
  const bool untilDrained_;
  const RetryRule rule_;
  std::list<StageQueue> lanes_;
  std::vector<Stage> served_;
  bool signs_ = false;
  ResultQueue results_;

  std::mutex mutex_;
  std::condition_variable watching_;  // wakes who looks at the database for what became due
  std::condition_variable rested_;    // the end, or nothing is in hand any more
  bool ended_ = false;
  bool bringing_ = false;       // somebody brings work beside
  std::exception_ptr failure_;  // of whoever did
  int working_ = 0;             // threads between claim and result, and results between there and the database
  std::uint64_t made_ = 0;      // counts what may have made new work
  std::uint64_t madeAtLastLook_ = 0;
  std::optional<std::chrono::steady_clock::time_point> troubledSince_;
  std::atomic<bool> claimsUnknown_ = false;
  TaskThreads tasks_;  // ends before what its tasks use
};

}  // namespace

Worker::Worker(std::string name, PortalDatabase& database, std::vector<std::shared_ptr<StageRunner>> stages,
               Observer& observer, WorkerOptions options)
    : name_(std::move(name)),
      database_(database),
      stages_(std::move(stages)),
      observer_(observer),
      options_(std::move(options)) {}

void Worker::drain(std::stop_token stop, const std::function<void()>& beside) {
  run(std::move(stop), true, beside);
}

void Worker::serve(std::stop_token stop) {
  run(std::move(stop), false, {});
}

void Worker::run(std::stop_token stop, bool untilDrained, const std::function<void()>& beside) {
  Run(name_, database_, stages_, observer_, options_, untilDrained)(std::move(stop), beside);
}

}  // namespace balalyk
