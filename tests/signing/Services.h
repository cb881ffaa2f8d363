#pragma once

#include <string>

#include "LoopbackTransport.h"
#include "signing/certificates/RevocationCollector.h"
#include "signing/time/TimeStampAuthority.h"

namespace balalyk::signing::test {

// openssl's time-stamp authority and OCSP responder on the loopback, started once for the whole run.
class Services {
 public:
  static Services& get();
  std::string url(const std::string& path) const { return "http://127.0.0.1:" + port_ + path; }
  std::string secureUrl(const std::string& path) const { return "https://127.0.0.1:" + securePort_ + path; }
  HttpTransport& transport() { return transport_; }
  TimeStampAuthority authority(const std::string& path = "/tsa", const std::string& policy = {});
  RevocationCollector collector(const std::string& path = "/ocsp");
  ~Services();

 private:
  Services();
  int child_ = -1;
  int input_ = -1;
  std::string port_, securePort_;
  LoopbackTransport transport_;
};

}  // namespace balalyk::signing::test
