#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "signing/crypto/Digest.h"

struct x509_st;

namespace balalyk::signing {

struct SignatureName;

enum class KeyType { rsa, ec, edwards, other };

// An X.509 certificate: an immutable value, cheap to copy, safe to share between threads.
class Certificate {
 public:
  static Certificate fromDer(std::string_view der);  // these throw CertificateError certificateUnreadable
  static Certificate fromPem(std::string_view pem);  // the first certificate of the text
  static std::vector<Certificate> allFromPem(std::string_view pem);  // at least one

  const std::string& der() const;
  const Digest& fingerprint() const;               // SHA-256 of the DER
  const std::string& subject() const;              // RFC 4514, UTF-8
  const std::string& issuer() const;               // the same
  const std::string& commonName() const;           // empty when absent
  const std::string& subjectSerialNumber() const;  // the attribute serialNumber of the subject; empty when absent
  const std::string& serial() const;               // the certificate's number, hexadecimal
  std::chrono::sys_seconds notBefore() const;
  std::chrono::sys_seconds notAfter() const;
  KeyType keyType() const;
  int keyBits() const;
  const SignatureName& signatureName() const;  // of its issuer's signature
  bool allowsSigning() const;                  // keyUsage absent, or digitalSignature or nonRepudiation set

  x509_st* native() const;  // OpenSSL's X509, owned by this object
  bool operator==(const Certificate& other) const { return der() == other.der(); }

 private:
  struct Facts;
  explicit Certificate(std::shared_ptr<const Facts> facts) : facts_(std::move(facts)) {}
  static Certificate fromNative(x509_st* owned);
  friend class CertificateAccess;
  std::shared_ptr<const Facts> facts_;
};

// Throws CertificateError certificateNotYetValid or certificateExpired (in its last second already, as OpenSSL has it
// when the signature is verified).
void checkValidity(const Certificate& certificate, std::chrono::sys_seconds at);

}  // namespace balalyk::signing
