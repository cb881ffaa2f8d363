#pragma once

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "signing/Handles.h"
#include "signing/HttpTransport.h"
#include "signing/crypto/Certificate.h"

namespace balalyk::signing::test {

// Authorities, lists and OCSP answers made in memory, for what no well-behaved program makes.
using Extensions = std::vector<std::pair<int, std::string>>;  // as openssl's configuration writes them

struct Holder {
  Certificate certificate;
  std::shared_ptr<EVP_PKEY> key;
};

struct CertificateOptions {
  Extensions extensions;
  std::chrono::sys_seconds from, to;
  CertificateOptions(Extensions given = {});  // from yesterday for a year
};
inline const Extensions kAuthority{{NID_basic_constraints, "critical,CA:TRUE"},
                                   {NID_key_usage, "critical,keyCertSign,cRLSign"}};
Holder issue(const std::string& name, const Holder* issuer, const CertificateOptions& options);

struct ListOptions {
  std::vector<std::pair<Certificate, int>> revoked;  // with CRL_REASON_…
  std::chrono::sys_seconds thisUpdate;
  std::optional<std::chrono::sys_seconds> nextUpdate;
  std::chrono::sys_seconds revokedAt;
  Extensions extensions;
  std::string unknownCritical;  // "list" or "entry": an extension that nobody knows
  const EVP_MD* digest = EVP_sha256();
  ListOptions();  // from an hour ago for a day, nothing revoked
};
std::string makeList(const Holder& issuer, const ListOptions& options);

struct AnswerOptions {
  int status = V_OCSP_CERTSTATUS_GOOD;
  std::chrono::sys_seconds thisUpdate;
  std::optional<std::chrono::sys_seconds> nextUpdate;
  std::chrono::sys_seconds revokedAt;
  enum Nonce { asAsked, none, another } nonce = asAsked;
  bool unknownCritical = false;
  const EVP_MD* digest = EVP_sha256();
  AnswerOptions();  // from a minute ago for an hour
};
// The answer of a responder to a request, about whatever certificate it asks for.
std::string makeAnswer(const Holder& responder, const std::string& request, const AnswerOptions& options);
// The same without a request.
std::string makeAnswer(const Holder& responder, const Certificate& certificate, const Certificate& issuer,
                       const AnswerOptions& options);

// Services by their addresses. Whoever is not there cannot be reached.
class Network final : public HttpTransport {
 public:
  std::map<std::string, std::function<std::string(const std::string& request)>> services;
  std::map<std::string, int> asked;

  std::string post(const std::string& url, const std::string& contentType, std::string_view body) override;
  std::string get(const std::string& url) override;
};

}  // namespace balalyk::signing::test
