#include "connectors/portal/web/RateLimit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace balalyk::web {
namespace {

constexpr std::size_t kMostKeys = 50'000;
constexpr std::size_t kNetworkBytes = 8;  // of an IPv6 address: /64

}  // namespace

std::chrono::seconds RateLimit::take(const std::string& key, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (until_.size() >= kMostKeys && !until_.contains(key)) makeRoom(now);
  auto& until = until_[key];
  const auto begin = std::max(until, now);
  if (begin - now > room_) return std::chrono::ceil<std::chrono::seconds>(begin - now - room_);
  until = begin + step_;
  return std::chrono::seconds(0);
}

// When all of them still count, somebody asks from thousands of addresses: nginx's limits and the database's pace are
// what is left.
void RateLimit::makeRoom(Clock::time_point now) {
  std::erase_if(until_, [&](const auto& entry) { return entry.second <= now; });
  if (until_.size() >= kMostKeys) until_.clear();
}

std::string limitedAddress(const std::string& client) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (inet_pton(AF_INET6, client.c_str(), bytes.data()) != 1) return client;
  static constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) return client;
  return std::string(reinterpret_cast<const char*>(bytes.data()), kNetworkBytes);
}

}  // namespace balalyk::web
