#pragma once

#include <chrono>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "signing/certificates/TrustAnchors.h"
#include "signing/report/VerificationReport.h"

namespace balalyk::signing {

enum class ChainPurpose { signing, timeStamping };
// strict: RSA from 2048 bits and no SHA-1, for who asks no policy. byPolicy: breachOfChain() judges them afterwards.
enum class ChainAlgorithms { strict, byPolicy };

struct ChainResult {
  bool valid = false;
  SubIndication subIndication = SubIndication::none;
  std::string reason;              // OpenSSL's name of the error, for logs
  std::vector<Certificate> chain;  // when valid: the certificate, then its issuers up to the anchor
  // When not valid, for a check: `reason`, a code with a text (chainIssuerMissing …), and what it is about: `subject`
  // of the certificate that is wrong; `issuer` of the one that is missing or not trusted, and its `issuerSha256` if it
  // is there.
  std::map<std::string, std::string> failure = {};
};

// Builds and checks a chain (RFC 5280) from the certificate to one of the anchors at a time, with the other
// certificates as help only.
ChainResult checkChain(const Certificate& certificate, std::span<const Certificate> others, const TrustAnchors& anchors,
                       std::chrono::sys_seconds at, ChainPurpose purpose = ChainPurpose::signing,
                       ChainAlgorithms algorithms = ChainAlgorithms::strict);

}  // namespace balalyk::signing
