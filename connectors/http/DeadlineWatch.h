#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace balalyk {

using Deadline = std::chrono::steady_clock::time_point;

// Cuts sockets off when their time is over. A timeout of each read cannot: a peer that drips a byte now and then,
// within a TLS record or a header, begins it again each time.
class DeadlineWatch {
 public:
  DeadlineWatch();
  ~DeadlineWatch();
  DeadlineWatch(const DeadlineWatch&) = delete;
  DeadlineWatch& operator=(const DeadlineWatch&) = delete;

  // Cuts off all sockets that have a guard at the moment: their server ends.
  void cutAll();

  // While it lives, the socket is cut off at the deadline. It holds its own descriptor: another's socket, opened
  // after this one was closed, is never meant.
  class Guard {
   public:
    Guard(DeadlineWatch& watch, int socket, Deadline deadline);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    DeadlineWatch& watch_;
    const int descriptor_;
    std::multimap<Deadline, int>::iterator place_;
  };

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<Deadline, int> sockets_;  // -1: cut off already
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace balalyk
