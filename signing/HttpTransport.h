#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace balalyk::signing {

// How this library speaks to time-stamp and revocation services. They use plain HTTP, as their answers are signed, and
// answer with one DER sequence.
class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  // The body of a good answer. Throws TransportError serviceUnreachable; follows no answer to another host.
  virtual std::string post(const std::string& url, const std::string& contentType, std::string_view body) = 0;
  virtual std::string get(const std::string& url) = 0;
};

// OpenSSL's own HTTP client, with a limit on time and size. Each call opens a connection; safe for many threads.
class OpenSslHttpTransport final : public HttpTransport {
 public:
  explicit OpenSslHttpTransport(std::chrono::seconds timeout = std::chrono::seconds{10}) : timeout_(timeout) {}
  std::string post(const std::string& url, const std::string& contentType, std::string_view body) override;
  std::string get(const std::string& url) override;

 private:
  std::string transfer(const std::string& url, const std::string* contentType, std::string_view body);
  std::chrono::seconds timeout_;
};

}  // namespace balalyk::signing
