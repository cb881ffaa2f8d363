#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "signing/crypto/Certificate.h"
#include "signing/crypto/Digest.h"

namespace balalyk::signing {

// What is known of certificates' revocation: OCSP responses (the whole OCSPResponse or BasicOCSPResponse) and CRLs,
// DER.
struct RevocationData {
  std::vector<std::string> ocsp;
  std::vector<std::string> crls;
};

// The digests of such responses and lists, each computed once: a signature asks about several certificates, and of each
// one about the responders too. For as long as the data stays where it is.
class AnswerDigests {
 public:
  const Digest& of(const std::string& der);

 private:
  std::map<const std::string*, Digest> kept_;
};

enum class RevocationStatus { good, revoked, unknown };

// What an answer says and what that rests on. Its signature holds, and whoever signed it was allowed to answer when it
// was signed. Whether it is recent enough, and its algorithms, its key and its signer's certificate still good enough,
// is for who uses it to judge.
struct RevocationAnswer {
  RevocationStatus status = RevocationStatus::unknown;
  std::chrono::sys_seconds thisUpdate;
  std::optional<std::chrono::sys_seconds> nextUpdate;
  std::optional<std::chrono::sys_seconds> revokedAt;
  std::string kind;  // "OCSP" or "CRL"

  std::chrono::sys_seconds signedAt;  // of OCSP producedAt, of a CRL thisUpdate
  std::optional<Certificate> signer;  // never empty in an answer that findRevocation() gives
  bool appointed = false;             // the signer is a responder that the issuer appointed, not the issuer itself
  std::string signatureAlgorithm;     // of the answer's own signature, as the policy names it: "RSA-SHA256"
  std::string signatureDigest;        // as "SHA-256"; else OpenSSL's name
  bool stranger = false;  // not shown to be by who may answer: no status, perhaps no signer; of findAnswers() only
  std::size_t index = 0;  // among the data's OCSP responses or CRLs
  // Since when it speaks of certificates that had ended too (RFC 6960, 4.4.4; X.509's expiredCertsOnCRL).
  std::optional<std::chrono::sys_seconds> knowsEndedSince;
};

// What each response or list says about the certificate when its issuer, or a responder the issuer appointed (RFC 6960,
// 4.2.2.2), signed it, or a stranger: then the status is unknown. Answers that cannot be read or are about others are
// passed over, and so is what a list does not say: one that speaks of a part of the certificates only (RFC 5280, 5.2.5)
// can revoke, but its silence means nothing for those outside of its scope.
std::vector<RevocationAnswer> findAnswers(const Certificate& certificate, const Certificate& issuer,
                                          const RevocationData& data, std::span<const Certificate> known,
                                          AnswerDigests& digests);

// The newest of them but strangers'; of two of the same time the one that says revoked.
std::optional<RevocationAnswer> findRevocation(const Certificate& certificate, const Certificate& issuer,
                                               const RevocationData& data, std::span<const Certificate> known);

}  // namespace balalyk::signing
