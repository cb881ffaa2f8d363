#include "pipeline/engine/ResultQueue.h"

#include <algorithm>
#include <iterator>

namespace balalyk {

namespace {

// Longer transactions would let other workers wait.
constexpr std::size_t kMostAtOnce = 256;

// A commit waits for the disk, and costs hardly more for some than for one; from here on it gains nothing to wait.
constexpr std::size_t kEnough = 32;

bool isUrgent(const ResultQueue::Made& made) {
  return made.claim.document.priority == Priority::interactive;
}

bool isCompletion(const ResultQueue::Made& made) {
  return std::holds_alternative<Completed>(made.outcome);
}

}  // namespace

ResultQueue::ResultQueue(std::string worker, DocumentQueue& queue, Observer& observer, RetryRule rule,
                         std::chrono::milliseconds pause, Settled settled, Gathering gathering)
    : worker_(std::move(worker)),
      queue_(queue),
      observer_(observer),
      rule_(rule),
      pause_(pause),
      settled_(std::move(settled)),
      gathering_(std::move(gathering)) {}

void ResultQueue::add(std::vector<Made> results) {
  const std::lock_guard lock(mutex_);
  std::ranges::move(results, std::back_inserter(waiting_));
  changed_.notify_all();
}

void ResultQueue::gather(std::unique_lock<std::mutex>& lock, std::chrono::steady_clock::time_point until) {
  changed_.wait_until(lock, until, [this] {
    return closed_ || hurry_ || waiting_.size() >= kEnough || std::ranges::any_of(waiting_, isUrgent) ||
           !gathering_.moreIsComing(waiting_.size());
  });
}

void ResultQueue::run() {
  std::chrono::steady_clock::time_point last{};
  while (true) {
    std::vector<Made> together;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      if (!atBeginning()) gather(lock, last + gathering_.moment);
      const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kMostAtOnce));
      std::move(waiting_.begin(), end, std::back_inserter(together));
      waiting_.erase(waiting_.begin(), end);
    }
    seen_ += together.size();
    report(std::move(together));
    last = std::chrono::steady_clock::now();
  }
}

void ResultQueue::hurry() {
  const std::lock_guard lock(mutex_);
  hurry_ = true;
  changed_.notify_all();
}

void ResultQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

bool ResultQueue::patient() {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, pause_, [this] { return hurry_; });
}

// Until the database has answered or the run ends: a result that was dropped would leave its document in our name by
// every heartbeat, and nobody would work on it.
ResultQueue::Answer ResultQueue::insist(const Made& first, const std::function<void()>& action) {
  while (true) {
    try {
      action();
      return {.given = true};
    } catch (const std::exception& error) {
      auto failure = rule_.decide(first.claim, first.stage, failureFor(first.stage, error));
      observer_.trouble(failure.problem);
      // Trouble of the surroundings passes; whatever else the database says, it says of one of the results.
      if (failure.disposition != Disposition::wait) return {.given = true, .refusal = std::move(failure)};
    }
    if (!patient()) return {.given = false};
  }
}

void ResultQueue::report(std::vector<Made> results) {
  const auto failures = std::stable_partition(results.begin(), results.end(), isCompletion);
  for (auto made = failures; made != results.end(); ++made) tellFailure(*made);
  tellCompletions({results.begin(), failures});
}

void ResultQueue::tellFailure(const Made& made) {
  const auto& failure = std::get<Failure>(made.outcome);
  const auto answer = insist(made, [&] {
    if (queue_.fail(worker_, failure)) {
      observer_.failed(made.claim.document, made.stage, failure.disposition, failure.problem);
    } else {
      observer_.leaseLost(made.claim.document, made.stage);
    }
  });
  if (answer.refusal) return tellRefused(made, *answer.refusal);
  settled_({&made, 1}, answer.given ? End::reported : End::unknown);
}

void ResultQueue::tellCompletions(std::span<const Made> results) {
  if (results.empty()) return;
  std::vector<Completed> completions;
  for (const auto& made : results) completions.push_back(std::get<Completed>(made.outcome));
  std::vector<bool> kept;
  const auto answer = insist(results.front(), [&] { kept = queue_.complete(worker_, completions); });
  if (answer.refusal && results.size() == 1) return tellRefused(results.front(), *answer.refusal);
  if (answer.refusal) {
    tellCompletions(results.first(results.size() / 2));
    return tellCompletions(results.subspan(results.size() / 2));
  }
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const auto& [stage, claim, outcome, took] = results[i];
    kept[i] ? observer_.done(claim.document, stage, took) : observer_.leaseLost(claim.document, stage);
    // A part of it is done; what stopped the rest is not a failure of the document.
    const auto* upgraded = std::get_if<Upgraded>(&completions[i].result);
    if (kept[i] && upgraded && upgraded->stoppedBy) observer_.trouble(*upgraded->stoppedBy);
  }
  settled_(results, answer.given ? End::reported : End::unknown);
}

void ResultQueue::tellRefused(const Made& made, const Failure& failure) {
  bool noted = true;
  try {
    queue_.fail(worker_, failure);
  } catch (const std::exception& error) {
    observer_.trouble(failureFor(made.stage, error).problem);
    noted = false;
  }
  observer_.failed(made.claim.document, made.stage, failure.disposition, failure.problem);
  settled_({&made, 1}, noted ? End::reported : End::unknown);
}

}  // namespace balalyk
