#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "pipeline/engine/Observer.h"
#include "pipeline/engine/RetryRule.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// What the stages made, on its way to the database. Whatever gathers while one transaction runs goes together in the
// next, and so does what others at work make within a moment: under load many results share one commit. A lone one
// waits for none, nor does one that a person waits for. A result that the database refuses is singled out and takes no
// other along; what the database did not take for its own trouble is sent again.
class ResultQueue {
 public:
  struct Made {
    Stage stage{};
    Claim claim;
    std::variant<Completed, Failure> outcome;
    std::chrono::microseconds took{};
  };
  // Unknown: the database did not answer while there was time, or could not even note the failure.
  enum class End { reported, unknown };
  using Settled = std::function<void(std::span<const Made>, End)>;
  // What follows a transaction within a moment goes together, as long as more results may come beside those that wait.
  // Not the first few: somebody may look whether it works.
  struct Gathering {
    std::function<bool(std::size_t waiting)> moreIsComing = [](std::size_t) { return false; };
    std::chrono::milliseconds moment{100};
    std::size_t atOnce = 16;
  };

  ResultQueue(std::string worker, DocumentQueue& queue, Observer& observer, RetryRule rule,
              std::chrono::milliseconds pause, Settled settled, Gathering gathering);
  // That gathers nothing.
  ResultQueue(std::string worker, DocumentQueue& queue, Observer& observer, RetryRule rule,
              std::chrono::milliseconds pause, Settled settled)
      : ResultQueue(std::move(worker), queue, observer, rule, pause, std::move(settled), Gathering()) {}

  void add(std::vector<Made> results);
  // Reports until close(), on a thread of the caller's.
  void run();
  // Whether there were only a few results yet, which did not wait for others.
  bool atBeginning() const { return seen_ < gathering_.atOnce; }
  // From now on nothing is reported again.
  void hurry();
  void close();

 private:
  struct Answer {
    bool given = false;  // by the database
    std::optional<Failure> refusal;
  };

  void report(std::vector<Made> results);
  void tellFailure(const Made& made);
  void tellCompletions(std::span<const Made> results);
  void tellRefused(const Made& made, const Failure& failure);
  void gather(std::unique_lock<std::mutex>& lock, std::chrono::steady_clock::time_point until);
  Answer insist(const Made& first, const std::function<void()>& action);
  bool patient();

  const std::string worker_;
  DocumentQueue& queue_;
  Observer& observer_;
  const RetryRule rule_;
  const std::chrono::milliseconds pause_;
  const Settled settled_;
  const Gathering gathering_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Made> waiting_;
  std::atomic<std::size_t> seen_ = 0;
  bool hurry_ = false;
  bool closed_ = false;
};

}  // namespace balalyk
