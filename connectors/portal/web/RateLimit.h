#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace balalyk::web {

// How often something may be asked for, each key (an address, an id) by itself: so many at once, and then as many a
// minute. Of one process; remembers a bounded number of keys. Thread-safe.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  RateLimit(int atOnce, int perMinute)
      : step_(Clock::duration(std::chrono::minutes(1)) / perMinute), room_(step_ * (atOnce - 1)) {}

  // Zero: it may, and is counted. Else after how long to try again; that is not counted.
  std::chrono::seconds take(const std::string& key, Clock::time_point now = Clock::now());

 private:
  void makeRoom(Clock::time_point now);

  const Clock::duration step_, room_;
  std::mutex mutex_;
  std::map<std::string, Clock::time_point, std::less<>> until_;  // when all that was asked for is worked off
};

// An address as limits count it: of IPv6 the network, since every customer has more addresses than could be counted.
std::string limitedAddress(const std::string& client);

}  // namespace balalyk::web
