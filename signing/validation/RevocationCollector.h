#pragma once

#include <map>
#include <mutex>
#include <string>

#include "signing/HttpTransport.h"
#include "signing/validation/Revocation.h"

namespace balalyk::signing {

// Asks for certificates' revocation, by OCSP first and by CRL where there is no responder, each certificate once: the
// answers are shared by all documents of a batch. One object serves many threads, a batch has its own.
class RevocationCollector {
 public:
  struct Settings {
    std::string ocspUrl;  // instead of the one the certificates name
    std::string crlUrl;   // the same
  };

  RevocationCollector(HttpTransport& transport, Settings settings)
      : transport_(transport), settings_(std::move(settings)) {}

  // Answers for every certificate of a chain but its last, the anchor. What an answer says is judged by the validator;
  // here it must be one: about the certificate, signed by who may. Throws TransportError revocationRefused.
  RevocationData collect(const std::vector<Certificate>& chain);

 private:
  RevocationData ask(const Certificate& certificate, const Certificate& issuer);
  RevocationData askOcsp(const std::string& url, const Certificate& certificate, const Certificate& issuer);

  HttpTransport& transport_;
  Settings settings_;
  std::mutex mutex_;
  std::map<Digest, RevocationData> answers_;  // by the certificate's fingerprint
};

}  // namespace balalyk::signing
