#pragma once

#include <string>

#include "signing/HttpTransport.h"
#include "signing/Time.h"
#include "signing/certificates/TrustAnchors.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/crypto/Digest.h"
#include "signing/policy/ValidationPolicy.h"
#include "signing/time/TimeStampToken.h"

namespace balalyk::signing {

// Where time stamps come from; by a seam, so that tests and quotas can stand in between.
class TimeStampSource {
 public:
  virtual ~TimeStampSource() = default;
  virtual std::string stamp(const Digest& imprint) = 0;  // a token, DER; throws TransportError
  // The same of another algorithm's value. A source that knows SHA-256 alone need not bother: timeStampRefused.
  virtual std::string stampValue(const DigestMethod& method, std::string_view value);
};

// An RFC 3161 authority over HTTP. Every answer is checked before it is used: status, signature, nonce, imprint,
// policy, time, the authority's chain to its anchors, that its certificate is for time stamps alone, and that the
// validator will not find it too weak. Whatever is wrong with one is TransportError timeStampRefused {service,
// failure}; failure: unreadable, signature, nonce, imprint, policy, clock, untrusted, expired, certificate, weak, or
// what the authority itself says.
class TimeStampAuthority final : public TimeStampSource {
 public:
  struct Settings {
    std::string url;
    std::string policy;        // OID to ask for; the authority's own when empty
    ValidationPolicy allowed;  // what a token and its authority's certificates may be signed with
  };

  TimeStampAuthority(HttpTransport& transport, Settings settings, TrustAnchors anchors, Clock clock = systemTime)
      : transport_(transport), settings_(std::move(settings)), anchors_(std::move(anchors)), clock_(std::move(clock)) {}
  std::string stamp(const Digest& imprint) override;
  std::string stampValue(const DigestMethod& method, std::string_view value) override;

 private:
  [[noreturn]] void refuse(std::string failure) const;
  std::string tokenOf(std::string_view answer) const;
  TimeStampToken readToken(const std::string& der) const;

  HttpTransport& transport_;
  Settings settings_;
  TrustAnchors anchors_;
  Clock clock_;
};

}  // namespace balalyk::signing
