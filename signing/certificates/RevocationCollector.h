#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "signing/HttpTransport.h"
#include "signing/SigningError.h"
#include "signing/Time.h"
#include "signing/certificates/Revocation.h"
#include "signing/policy/ValidationPolicy.h"

namespace balalyk::signing {

// Where what is known of revocation comes from.
class RevocationSource {
 public:
  virtual ~RevocationSource() = default;
  // Answers for every certificate of a chain but its last, the anchor. What an answer says is judged by the validator;
  // here it must be one that is current and that the policy allows. Throws TransportError when a certificate has none,
  // unless another one of the chain was revoked by `provedAt`, the time at which the signature is known to exist:
  // nothing can change that.
  virtual RevocationData collect(const std::vector<Certificate>& chain, std::chrono::sys_seconds provedAt) = 0;
};

// What is known now of one certificate. Without an answer, `problem` says why: TransportError revocationNoAddress
// {issuer}, revocationUnreachable {issuer, service, failure}, revocationRefused {issuer, service, failure}.
struct CertificateStatus {
  std::optional<RevocationAnswer> answer;
  RevocationData data;  // what it was read from
  std::optional<TransportError> problem;
};

// Asks for certificates' revocation, by OCSP first and by CRL where no responder gives an answer, each certificate (and
// each list) once: the answers are shared by all documents, for as long as they are fresh. A failure is remembered too,
// for a short while. One object serves many threads.
class RevocationCollector final : public RevocationSource {
 public:
  struct Addresses {
    std::string ocsp;  // each instead of those that the certificates name, which are used when it is empty
    std::string crl;
  };
  struct Settings {
    Addresses ofSigners;                    // for people's certificates alone: not authorities', not for time stamps
    std::map<Digest, Addresses> ofIssuers;  // for what an authority issued, by its certificate's SHA-256; go first
    std::chrono::seconds freshness = std::chrono::seconds::max();  // asked again after so long, or its next update
    std::chrono::seconds tolerance{300};                           // how far the clocks of others may differ from ours
    std::chrono::seconds maxAge{24 * 3600};                        // of an answer that names no next update
    std::chrono::seconds pause{30};                                // how long a failure is remembered
    ValidationPolicy policy;                                       // what an answer may be signed with
    // Hears of each certificate that stayed without an answer when it was asked about. Must be quick, must not throw.
    std::function<void(const TransportError&)> onUnanswered;
  };

  RevocationCollector(HttpTransport& transport, Settings settings, Clock clock = systemTime)
      : transport_(transport), settings_(std::move(settings)), clock_(std::move(clock)) {}
  // One for each certificate of the chain but its last. A certificate that is revoked is so whatever else fails.
  std::vector<std::shared_ptr<const CertificateStatus>> ask(const std::vector<Certificate>& chain);
  // Throws TransportError, the first problem of ask().
  RevocationData collect(const std::vector<Certificate>& chain, std::chrono::sys_seconds provedAt) override;

 private:
  struct Kept {
    std::shared_ptr<const CertificateStatus> status;
    std::chrono::sys_seconds until;
  };
  struct List {
    std::string der;
    std::chrono::sys_seconds until;
  };
  struct Place {
    bool isList;
    std::string url;
  };
  std::vector<Place> placesFor(const Certificate& certificate, const Certificate& issuer) const;
  CertificateStatus askAll(const Certificate& certificate, const Certificate& issuer);
  CertificateStatus askOne(const Place& place, const Certificate& certificate, const Certificate& issuer);
  RevocationData fetch(const Place& place, const Certificate& certificate, const Certificate& issuer);
  std::string whyNotUsable(const RevocationAnswer& answer, const Certificate& issuer) const;
  std::chrono::sys_seconds freshUntil(const CertificateStatus& status) const;

  HttpTransport& transport_;
  Settings settings_;
  Clock clock_;
  std::mutex mutex_;
  std::map<std::pair<Digest, Digest>, Kept> answers_;  // by the fingerprints of the certificate and its issuer
  std::map<std::string, List> lists_;                  // by address: one speaks of all certificates of an issuer
};

}  // namespace balalyk::signing
