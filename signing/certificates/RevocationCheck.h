#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "signing/certificates/Revocation.h"
#include "signing/policy/Existence.h"
#include "signing/policy/PolicyCheck.h"

namespace balalyk::signing {

// When a chain's certificate was used, as far as that is proved.
struct CertificateUse {
  std::chrono::sys_seconds at;                    // an answer must not be much older
  std::chrono::sys_seconds before;                // not later: what was revoked after that does not matter
  std::optional<std::chrono::sys_seconds> after;  // not earlier
};

// What the policy does not allow of an answer's own signature, or of the certificate that the issuer gave the responder
// that it appointed. Each is as old as it is proved to be.
std::optional<PolicyBreach> breachOfAnswer(const RevocationAnswer& answer, const Certificate& issuer,
                                           const ValidationPolicy& policy, std::chrono::sys_seconds existed,
                                           std::chrono::sys_seconds responderExisted);

// What a signature's own answers say about a chain. An answer counts when all that it rests on was good at the time it
// is proved to have existed: what it is signed with, the responder's certificate, the issuers above.
class RevocationCheck {
 public:
  RevocationCheck(const RevocationData& data, std::span<const Certificate> known, const Existence& existence,
                  const ValidationPolicy& policy, Verdict& verdict)
      : data_(data), known_(known), existence_(existence), policy_(policy), verdict_(verdict) {}

  // Whether every certificate below the anchor has a usable answer; notes what the policy wants noted.
  bool complete(const std::vector<Certificate>& chain, const CertificateUse& use);
  // Only whether an answer says that one of them was revoked; no answer is not a failure.
  bool notRevoked(const std::vector<Certificate>& chain, const CertificateUse& use);

 private:
  using Chain = std::span<const Certificate>;  // the certificate asked about, then its issuers
  struct Fault {
    std::string code;
    SubIndication subIndication;
    std::map<std::string, std::string> params;
  };
  struct Finding {
    std::optional<std::chrono::sys_seconds> revokedAt;
    bool good = false, unusable = false, old = false;
    std::optional<Fault> fault;
  };

  Finding find(Chain chain, bool aboutAuthority, const CertificateUse& use);
  std::optional<Fault> faultOf(const RevocationAnswer& answer, Chain chain);
  bool noteRevoked(const Certificate& certificate, std::chrono::sys_seconds at, bool aboutAuthority,
                   const CertificateUse& use);
  bool isFresh(const RevocationAnswer& answer, bool aboutAuthority, const CertificateUse& use) const;

  const RevocationData& data_;
  std::span<const Certificate> known_;
  const Existence& existence_;
  const ValidationPolicy& policy_;
  Verdict& verdict_;
  AnswerDigests digests_;
};

}  // namespace balalyk::signing
