#include "connectors/trust/CircuitBreaker.h"

#include <algorithm>

#include "signing/SigningError.h"

namespace balalyk {
namespace {

// "http://host:port"
std::string hostOf(const std::string& url) {
  const auto start = url.find("://");
  return url.substr(0, url.find('/', start == std::string::npos ? 0 : start + 3));
}

}  // namespace

std::string CircuitBreaker::post(const std::string& url, const std::string& contentType, std::string_view body) {
  return guarded(url, [&] { return transport_.post(url, contentType, body); });
}

std::string CircuitBreaker::get(const std::string& url) {
  return guarded(url, [&] { return transport_.get(url); });
}

void CircuitBreaker::requireOpen(const std::string& host) {
  const std::lock_guard lock(mutex_);
  const auto known = hosts_.find(host);
  if (known != hosts_.end() && now_() < known->second.closedUntil) {
    throw signing::TransportError("serviceSuspended", {{"host", host}});
  }
}

// Many threads may have been waiting for the same time-out: together they are one failure.
void CircuitBreaker::failed(const std::string& host) {
  const std::lock_guard lock(mutex_);
  auto& state = hosts_[host];
  if (now_() < state.closedUntil) return;
  state.pause = state.pause.count() == 0 ? pauses_.first : std::min(state.pause * 2, pauses_.longest);
  state.closedUntil = now_() + state.pause;
}

std::string CircuitBreaker::guarded(const std::string& url, const std::function<std::string()>& ask) {
  const std::string host = hostOf(url);
  requireOpen(host);
  try {
    auto answer = ask();
    const std::lock_guard lock(mutex_);
    hosts_.erase(host);
    return answer;
  } catch (const signing::TransportError&) {
    failed(host);
    throw;
  }
}

}  // namespace balalyk
