#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "signing/HttpTransport.h"
#include "signing/SigningError.h"

namespace balalyk {

// Does not ask a service (an address) again for a while after it did not answer, or not well: the time-out is waited
// for once, not for every document. The pause doubles with every further failure, up to the longest; one good answer
// ends it. Thread-safe.
class CircuitBreaker final : public signing::HttpTransport {
 public:
  struct Pauses {
    std::chrono::milliseconds first, longest;
  };
  using Now = std::function<std::chrono::steady_clock::time_point()>;

  CircuitBreaker(signing::HttpTransport& transport, Pauses pauses, Now now = std::chrono::steady_clock::now)
      : transport_(transport), pauses_(pauses), now_(std::move(now)) {}

  // Throw TransportError serviceSuspended {service, failure} while the service is left alone; failure: the last one's.
  std::string post(const std::string& url, const std::string& contentType, std::string_view body) override;
  std::string get(const std::string& url) override;

  // The same for a question whose answer `ask` judges too: whatever SigningError it throws is an outage of the service.
  std::string guarded(const std::string& service, const std::function<std::string()>& ask);

 private:
  struct Service {
    std::chrono::steady_clock::time_point closedUntil{};
    std::chrono::milliseconds pause{0};
    std::string failure;
  };
  void requireOpen(const std::string& service);
  void failed(const std::string& service, const signing::SigningError& error);

  signing::HttpTransport& transport_;
  const Pauses pauses_;
  const Now now_;
  std::mutex mutex_;
  std::map<std::string, Service> services_;
};

}  // namespace balalyk
