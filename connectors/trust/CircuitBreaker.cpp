#include "connectors/trust/CircuitBreaker.h"

#include <algorithm>

namespace balalyk {

std::string CircuitBreaker::post(const std::string& url, const std::string& contentType, std::string_view body) {
  return guarded(url, [&] { return transport_.post(url, contentType, body); });
}

std::string CircuitBreaker::get(const std::string& url) {
  return guarded(url, [&] { return transport_.get(url); });
}

void CircuitBreaker::requireOpen(const std::string& service) {
  const std::lock_guard lock(mutex_);
  const auto known = services_.find(service);
  if (known != services_.end() && now_() < known->second.closedUntil) {
    throw signing::TransportError("serviceSuspended", {{"service", service}, {"failure", known->second.failure}});
  }
}

// Many threads may have been waiting for the same time-out: together they are one failure.
void CircuitBreaker::failed(const std::string& service, const signing::SigningError& error) {
  const std::lock_guard lock(mutex_);
  auto& state = services_[service];
  const auto failure = error.params().find("failure");
  state.failure = failure != error.params().end() ? failure->second : error.code();
  if (now_() < state.closedUntil) return;
  state.pause = state.pause.count() == 0 ? pauses_.first : std::min(state.pause * 2, pauses_.longest);
  state.closedUntil = now_() + state.pause;
}

std::string CircuitBreaker::guarded(const std::string& service, const std::function<std::string()>& ask) {
  requireOpen(service);
  try {
    auto answer = ask();
    const std::lock_guard lock(mutex_);
    services_.erase(service);
    return answer;
  } catch (const signing::SigningError& error) {
    failed(service, error);
    throw;
  }
}

}  // namespace balalyk
