#pragma once

#include <chrono>
#include <filesystem>

#include "connectors/http/HttpClient.h"
#include "signing/HttpTransport.h"

namespace balalyk {

// How time-stamp and revocation services are spoken to: HTTP, or HTTPS with the host's certificate checked. An answer
// is what came with a status of success; all else throws TransportError serviceUnreachable {service, failure}, where
// failure says how: noConnection, timeout, tlsUntrusted, tlsFailed, brokenAnswer, badAddress, or "HTTP 503".
class ServiceTransport final : public signing::HttpTransport {
 public:
  // `tlsAnchors`: the roots that HTTPS trusts; the system's when empty. Throws HttpError httpAnchorsUnreadable.
  ServiceTransport(std::chrono::milliseconds timeout, std::filesystem::path tlsAnchors);
  std::string post(const std::string& url, const std::string& contentType, std::string_view body) override;
  std::string get(const std::string& url) override;

 private:
  std::string send(HttpRequest request);
  HttpClient client_;
};

}  // namespace balalyk
