#pragma once

#include <string>

#include "signing/crypto/Certificate.h"

namespace balalyk::signing {

// A question to an OCSP responder about one certificate, with a nonce (RFC 8954). For the library's own sources.
class OcspRequest {
 public:
  OcspRequest(const Certificate& certificate, const Certificate& issuer);
  const std::string& der() const { return der_; }
  // Whether the response carries another request's nonce. Many responders give answers made beforehand, without any:
  // such an answer is as recent as its own times say.
  bool isContradictedBy(const std::string& response) const;

 private:
  std::string der_;
};

}  // namespace balalyk::signing
