#pragma once

#include <span>

#include "signing/time/TimeStampAuthority.h"
#include "signing/validation/RevocationCollector.h"

namespace balalyk {

enum class SignerStatus {
  good,
  revoked,
  unknown,     // who is to know says that it does not
  unanswered,  // nobody answered, or nobody is to be asked
};

// Port: what proves a signature later on: time stamps, and what is known of certificates' revocation. Thread-safe;
// every call ends within its deadline, at once while a service is known to be down. What it shares it asks for once.
class TrustServices {
 public:
  virtual ~TrustServices() = default;

  // Whether the signer's certificate is in force now. Throws nothing.
  virtual SignerStatus statusOf(const signing::Certificate& signer, std::span<const signing::Certificate> others) = 0;

  // Throw signing::TransportError when the service cannot be used now.
  virtual signing::TimeStampSource& timeStamps() = 0;
  virtual signing::RevocationSource& revocation() = 0;

  virtual const signing::TrustAnchors& signers() const = 0;
  virtual const signing::TrustAnchors& authorities() const = 0;  // of time stamps
  virtual std::chrono::sys_seconds now() = 0;
};

}  // namespace balalyk
