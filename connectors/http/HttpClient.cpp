#include "connectors/http/HttpClient.h"

#include <istream>

#include "connectors/http/HttpConnection.h"
#include "connectors/http/TlsTrust.h"

namespace balalyk {

namespace {

using Clock = std::chrono::steady_clock;
using Connection = std::unique_ptr<HttpConnection>;

// Connections that wait for their next request, the last used first.
class Pool {
 public:
  explicit Pool(const HttpOptions& options) : options_(options) {}

  Connection take(const std::string& origin) {
    const std::lock_guard lock(mutex_);
    auto& idle = idle_[origin];
    while (!idle.empty()) {
      auto [connection, since] = std::move(idle.back());
      idle.pop_back();
      if (Clock::now() - since < options_.keepIdle && connection->quiet()) return std::move(connection);
    }
    return nullptr;
  }

  void keep(const std::string& origin, Connection connection) {
    const std::lock_guard lock(mutex_);
    auto& idle = idle_[origin];
    if (idle.size() < options_.idlePerHost) idle.emplace_back(std::move(connection), Clock::now());
  }

 private:
  const HttpOptions& options_;
  std::mutex mutex_;
  std::map<std::string, std::vector<std::pair<Connection, Clock::time_point>>> idle_;
};

bool mayRepeat(const HttpRequest& request) {
  const auto& method = request.method;
  return request.repeatable.value_or(method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE");
}

bool rewind(std::istream* stream, std::istream::pos_type start) {
  if (!stream) return true;
  stream->clear();
  return start != std::istream::pos_type(-1) && stream->seekg(start).good();
}

}  // namespace

std::string HttpAnswer::header(const std::string& lowerCaseName) const {
  const auto found = headers.find(lowerCaseName);
  return found == headers.end() ? std::string() : found->second;
}

// In this order: connections go before the watch that guards them.
struct HttpClient::Parts {
  explicit Parts(HttpOptions given) : options(std::move(given)), trust(options.trustAnchors), pool(options) {}

  const HttpOptions options;
  TlsTrust trust;
  DeadlineWatch watch;
  Pool pool;

  HttpAnswer exchange(Connection& connection, const HttpRequest& request, const HttpUrl& url, Deadline deadline) {
    auto answer = connection->exchange(request, url, deadline);
    if (connection->reusable()) pool.keep(url.origin(), std::move(connection));
    return answer;
  }
};

HttpClient::HttpClient(HttpOptions options) : parts_(std::make_unique<Parts>(std::move(options))) {}
HttpClient::~HttpClient() = default;

HttpAnswer HttpClient::send(const HttpRequest& request) {
  const auto url = parseHttpUrl(request.url, parts_->options.plainAllowed);
  const Deadline deadline = Clock::now() + request.deadline.value_or(parts_->options.deadline);
  const auto start = request.bodyStream ? request.bodyStream->tellg() : std::istream::pos_type();
  if (auto kept = request.ownConnection ? nullptr : parts_->pool.take(url.origin())) {
    try {
      return parts_->exchange(kept, request, url, deadline);
    } catch (const HttpError& error) {
      // The server may have closed a kept connection just now: that says nothing of the request.
      const bool died = error.problem().code == "httpAnswerLost";
      if (!died || !mayRepeat(request) || !rewind(request.bodyStream, start)) throw;
    }
  }
  const auto context = url.scheme == HttpScheme::https ? parts_->trust.contextFor(url.host) : nullptr;
  auto fresh = std::make_unique<HttpConnection>(url, context, parts_->options, parts_->watch, deadline);
  return parts_->exchange(fresh, request, url, deadline);
}

}  // namespace balalyk
