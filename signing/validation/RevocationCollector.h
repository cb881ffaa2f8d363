#pragma once

#include <map>
#include <mutex>
#include <string>

#include "signing/HttpTransport.h"
#include "signing/Time.h"
#include "signing/validation/Revocation.h"

namespace balalyk::signing {

// Where what is known of revocation comes from.
class RevocationSource {
 public:
  virtual ~RevocationSource() = default;
  // Answers for every certificate of a chain but its last, the anchor. What an answer says is judged by the validator;
  // here it must be one: about the certificate, signed by who may. Throws TransportError.
  virtual RevocationData collect(const std::vector<Certificate>& chain) = 0;
};

// Asks for certificates' revocation, by OCSP first and by CRL where there is no responder, each certificate (and each
// list) once: the answers are shared by all documents, for as long as they are fresh. One object serves many threads.
class RevocationCollector final : public RevocationSource {
 public:
  struct Settings {
    std::string ocspUrl;                                           // instead of the one the certificates name
    std::string crlUrl;                                            // the same
    std::chrono::seconds freshness = std::chrono::seconds::max();  // asked again after so long, or its next update
  };

  RevocationCollector(HttpTransport& transport, Settings settings, Clock clock = systemTime)
      : transport_(transport), settings_(std::move(settings)), clock_(std::move(clock)) {}
  RevocationData collect(const std::vector<Certificate>& chain) override;  // throws TransportError revocationRefused

 private:
  struct Kept {
    RevocationData data;
    std::chrono::sys_seconds until;
  };
  struct List {
    std::string der;
    std::chrono::sys_seconds until;
  };
  Kept ask(const Certificate& certificate, const Certificate& issuer);
  RevocationData askOcsp(const std::string& url, const Certificate& certificate, const Certificate& issuer);
  RevocationData askList(const std::string& url);
  std::chrono::sys_seconds freshUntil(const RevocationAnswer& answer) const;

  HttpTransport& transport_;
  Settings settings_;
  Clock clock_;
  std::mutex mutex_;
  std::map<Digest, Kept> answers_;     // by the certificate's fingerprint
  std::map<std::string, List> lists_;  // by address: one list speaks of all certificates of an issuer
};

}  // namespace balalyk::signing
