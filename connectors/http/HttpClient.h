#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/Error.h"

namespace balalyk {

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // https, or http where the client allows it; its path and query go out exactly as written here
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view body;
  std::string_view bodyTail;           // goes out after body: a secret that is to lie in no other memory than its own
  std::istream* bodyStream = nullptr;  // instead of body: bodySize bytes from where it is
  std::uint64_t bodySize = 0;

  std::size_t answerLimit = std::size_t{1} << 20;     // of the answer's body, in bytes
  std::function<void(std::string_view)> into;         // takes the body of a 2xx answer in pieces, as they come
  std::optional<std::chrono::milliseconds> deadline;  // for the whole call, instead of the client's own

  // Whether the request may go out again when a kept connection turns out to be dead. By default that is so for GET,
  // HEAD, PUT and DELETE.
  std::optional<bool> repeatable;
  bool ownConnection = false;  // a new connection, so that nothing but this request can be meant by its failure
};

struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // empty when it went `into` something

  std::string header(const std::string& lowerCaseName) const;
  bool good() const { return status >= 200 && status < 300; }
};

// No answer came. Codes: httpAddressUnusable, httpHeaderUnusable{name}, httpUnreachable{host}, httpTlsUntrusted{host},
// httpTlsFailed{host}, httpTimeout{host}, httpAnswerLost{host}, httpAnswerBroken{host}, httpAnswerTooLarge{host},
// httpAnchorsUnreadable{file}. Parameters never hold a path, a query, a header's value or a body.
class HttpError : public Error {
 public:
  HttpError(std::string code, std::map<std::string, std::string> params, bool mayHaveArrived)
      : Error(std::move(code), std::move(params)), mayHaveArrived_(mayHaveArrived) {}
  // Whether the server may have received the request, and so have done what it asks.
  bool mayHaveArrived() const { return mayHaveArrived_; }

 private:
  bool mayHaveArrived_;
};

struct HttpOptions {
  bool plainAllowed = false;                   // http too: for answers that are signed themselves, without secrets
  std::filesystem::path trustAnchors;          // PEM file of the roots to trust; the system's when empty
  std::chrono::milliseconds connect{5'000};    // TCP, for each address of the host
  std::chrono::milliseconds receive{30'000};   // silence between two pieces of an answer, in TLS too
  std::chrono::milliseconds send{30'000};      // the same for what goes out
  std::chrono::milliseconds deadline{60'000};  // the whole call, however slowly bytes drip
  std::chrono::milliseconds keepIdle{15'000};  // a connection that waits longer is not used again
  std::size_t idlePerHost = 8;
};

// HTTP(S) with TLS 1.2 or newer, the host's name checked, connections kept. Follows no redirection: the caller sees it.
// Safe for many threads, in a process that ignores SIGPIPE. A name's resolution is bounded by the system's resolver,
// not by the deadline.
class HttpClient {
 public:
  explicit HttpClient(HttpOptions options);  // throws HttpError httpAnchorsUnreadable
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpAnswer send(const HttpRequest& request);  // any status is an answer; throws HttpError when there is none

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace balalyk
