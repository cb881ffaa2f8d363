#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "signing/HttpTransport.h"

namespace balalyk {

// Does not ask a service (an address) again for a while after it did not answer: the time-out is waited for once, not
// for every document. The pause doubles with every further failure, up to the longest; one good answer ends it.
// Thread-safe.
class CircuitBreaker final : public signing::HttpTransport {
 public:
  struct Pauses {
    std::chrono::milliseconds first, longest;
  };
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  CircuitBreaker(signing::HttpTransport& transport, Pauses pauses, Now now = std::chrono::steady_clock::now)
      : transport_(transport), pauses_(pauses), now_(std::move(now)) {}

  // Throw TransportError serviceSuspended while the service is left alone.
  std::string post(const std::string& url, const std::string& contentType, std::string_view body) override;
  std::string get(const std::string& url) override;

 private:
  struct Service {
    std::chrono::steady_clock::time_point closedUntil{};
    std::chrono::milliseconds pause{0};
  };
  std::string guarded(const std::string& url, const std::function<std::string()>& ask);
  void requireOpen(const std::string& url);
  void failed(const std::string& url);

  signing::HttpTransport& transport_;
  const Pauses pauses_;
  const Now now_;
  std::mutex mutex_;
  std::map<std::string, Service> services_;
};

}  // namespace balalyk
