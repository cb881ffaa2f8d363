#pragma once

#include <chrono>
#include <span>
#include <string>

#include "signing/validation/TrustAnchors.h"
#include "signing/validation/VerificationReport.h"

namespace balalyk::signing {

struct ChainResult {
  bool valid = false;
  SubIndication subIndication = SubIndication::none;
  std::string reason;  // OpenSSL's name of the error, for the report
};

// Builds and checks a chain (RFC 5280) from the certificate to one of the anchors at a time, with the other
// certificates as help only.
ChainResult checkChain(const Certificate& certificate, std::span<const Certificate> others, const TrustAnchors& anchors,
                       std::chrono::sys_seconds at);

}  // namespace balalyk::signing
