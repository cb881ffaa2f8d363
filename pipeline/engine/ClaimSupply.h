#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "pipeline/engine/StageRunner.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// Where the threads of one stage get their documents. While a stage is fast, one claim brings as many as it does in a
// moment, and the threads share them; a slow one claims a batch at a time. A document for which a person waits
// overtakes what was claimed ahead. By chairperson a batch has one, to whom no other batch belongs until it is free().
class ClaimSupply {
 public:
  struct Pace {
    // A claim should last so long: short enough that other hosts find work too when the last documents are shared out.
    std::chrono::milliseconds moment{50};
    // What was claimed longer ago lets a document overtake for which a person waits.
    std::chrono::milliseconds fresh{20};
  };

  enum class Order { any, byChairperson };

  // `request` names worker, stage, lease and so on; its limit and its chairpersons are this class's business.
  ClaimSupply(DocumentQueue& queue, ClaimRequest request, int batch) : ClaimSupply(queue, request, batch, Pace()) {}
  ClaimSupply(DocumentQueue& queue, ClaimRequest request, int batch, Pace pace, Order order = Order::any);

  // A batch at most, in the order of the claim. Empty: nothing is due, or ended. What the database throws goes to the
  // thread whose turn it was to ask.
  std::vector<Claim> take();
  // This chairperson's batch is done.
  void free(const std::string& chairpersonId);
  // So many of those taken are reported to the database, or given up. With too many that are not, nothing more is
  // claimed.
  void settled(std::size_t count);
  // Forgets what no thread has taken, because it is given back.
  void forget();
  void end();

 private:
  using Clock = std::chrono::steady_clock;

  class Turn;
  // One thread at a time asks the database.
  void claimNext(std::unique_lock<std::mutex>& lock);
  void letOvertake(std::unique_lock<std::mutex>& lock);
  std::vector<Claim> claim(std::unique_lock<std::mutex>& lock, int limit, bool interactiveOnly);
  bool isFree(const Claim& claim) const;
  std::deque<Claim>::iterator firstFree();
  std::vector<Claim> takeFrom(std::deque<Claim>::iterator first);
  bool mayBeOvertaken(const Claim& first) const;
  std::size_t mostHeld() const;
  void adapt();

  DocumentQueue& queue_;
  const ClaimRequest request_;
  const int batch_;
  const Pace pace_;
  const Order order_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Claim> waiting_;
  std::set<std::string> busy_;  // chairpersons
  std::size_t held_ = 0;        // claimed, and not settled
  bool asking_ = false;
  bool ended_ = false;
  bool broughtNothing_ = false;  // the claim before
  bool broughtAll_ = false;      // as many as it asked for
  int ahead_;                    // how many the next claim asks for
  Clock::time_point asked_{};    // whether somebody waits
  Clock::time_point claimed_{};
};

}  // namespace balalyk
