#pragma once

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

}  // namespace balalyk::signing
