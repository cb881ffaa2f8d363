#pragma once

#include <Poco/Net/Context.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <string>

namespace balalyk {

// What TLS trusts. OpenSSL itself checks the host's name during the handshake, so there is one context for each host.
class TlsTrust {
 public:
  explicit TlsTrust(std::filesystem::path anchors);  // throws HttpError httpAnchorsUnreadable
  Poco::Net::Context::Ptr contextFor(const std::string& host);

 private:
  Poco::Net::Context::Ptr make() const;

  const std::filesystem::path anchors_;
  std::mutex mutex_;
  std::map<std::string, Poco::Net::Context::Ptr> contexts_;
};

bool isIpAddress(const std::string& host);

}  // namespace balalyk
