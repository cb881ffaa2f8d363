#pragma once

#include <chrono>
#include <optional>
#include <span>

#include "pipeline/Error.h"
#include "signing/crypto/Certificate.h"

namespace balalyk::signing {
class RevocationSource;
class TimeStampSource;
class TrustAnchors;
}  // namespace balalyk::signing

namespace balalyk {

enum class SignerStatus {
  good,
  revoked,     // the signer's certificate or one of its issuers': goes before all else that is found
  unknown,     // who is to know one of them says that it does not
  unanswered,  // about one of them nobody gave an answer that can be used, or nobody is to be asked
};

struct SignerAnswer {
  SignerStatus status = SignerStatus::good;
  // Of what is unanswered: about whose certificate, who was asked, what went wrong.
  std::optional<Problem> problem;
};

// What is done with a signature while it is not known whether its certificate is in force.
enum class WhenUnanswered { wait, proceed };

// Port: what proves a signature later on: time stamps, and what is known of certificates' revocation. Thread-safe;
// every call ends within its deadline, at once while a service is known to be down. What it shares it asks for once.
class TrustServices {
 public:
  virtual ~TrustServices() = default;

  // Whether the signer's certificate is in force now, and every authority's up to the anchor. Throws nothing of its
  // own.
  virtual SignerAnswer statusOf(const signing::Certificate& signer, std::span<const signing::Certificate> others) = 0;

  // Throw signing::TransportError when the service cannot be used now.
  virtual signing::TimeStampSource& timeStamps() = 0;
  virtual signing::RevocationSource& revocation() = 0;

  virtual const signing::TrustAnchors& signers() const = 0;
  virtual const signing::TrustAnchors& authorities() const = 0;  // of time stamps
  virtual std::chrono::sys_seconds now() = 0;
};

}  // namespace balalyk
