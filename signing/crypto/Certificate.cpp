#include "signing/crypto/Certificate.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <ctime>

#include "signing/Handles.h"
#include "signing/SigningError.h"
#include "signing/crypto/Asn1Time.h"
#include "signing/crypto/SignatureName.h"

namespace balalyk::signing {

struct Certificate::Facts {
  X509Ptr handle;
  std::string der, subject, issuer, commonName, subjectSerialNumber, serial;
  Digest fingerprint{};
  std::chrono::sys_seconds notBefore, notAfter;
  KeyType keyType = KeyType::other;
  int keyBits = 0;
  SignatureName signatureName;
  bool allowsSigning = false;

  static std::shared_ptr<const Facts> read(X509Ptr handle, std::string der);
};

namespace {

void freeOpenSslText(char* text) {
  OPENSSL_free(text);
}

[[noreturn]] void refuse() {
  ERR_clear_error();
  throw CertificateError("certificateUnreadable");
}

std::string nameEntry(const X509_NAME* name, int nid) {
  const int index = X509_NAME_get_index_by_NID(name, nid, -1);
  if (index < 0) return {};
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
  if (size < 0) return {};
  std::string value{reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
  OPENSSL_free(text);
  return value;
}

std::string printName(const X509_NAME* name) {
  const BioPtr bio{BIO_new(BIO_s_mem())};
  if (!bio || X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) refuse();
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::chrono::sys_seconds requireTime(const ASN1_TIME* time) {
  const auto read = timeOf(time);
  if (!read) refuse();
  return *read;
}

std::string serialOf(const X509* certificate) {
  const BignumPtr number{ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr)};
  if (!number) refuse();
  const std::unique_ptr<char, Deleter<freeOpenSslText>> text{BN_bn2hex(number.get())};
  return text.get();
}

KeyType keyTypeOf(const EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
      return KeyType::rsa;
    case EVP_PKEY_EC:
      return KeyType::ec;
    case EVP_PKEY_ED25519:
    case EVP_PKEY_ED448:
      return KeyType::edwards;
    default:
      return KeyType::other;
  }
}

// A batch meets the same few certificates in every document, and OpenSSL 3 takes longer to decode one than to sign with
// its key. Each thread remembers the last few it read; certificates are immutable.
class RecentCertificates {
 public:
  const Certificate* find(std::string_view der) const {
    for (const auto& certificate : certificates_) {
      if (certificate.der() == der) return &certificate;
    }
    return nullptr;
  }

  void keep(const Certificate& certificate) {
    constexpr std::size_t kCount = 16;
    if (certificates_.size() < kCount) {
      certificates_.push_back(certificate);
    } else {
      certificates_[next_] = certificate;
      next_ = (next_ + 1) % kCount;
    }
  }

 private:
  std::vector<Certificate> certificates_;
  std::size_t next_ = 0;
};

RecentCertificates& recentCertificates() {
  thread_local RecentCertificates recent;
  return recent;
}

}  // namespace

Certificate Certificate::fromNative(x509_st* owned) {
  X509Ptr handle{owned};
  unsigned char* der = nullptr;
  const int size = owned != nullptr ? i2d_X509(owned, &der) : -1;
  if (size <= 0) refuse();
  std::string bytes{reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  if (const Certificate* known = recentCertificates().find(bytes)) return *known;
  Certificate certificate{Facts::read(std::move(handle), std::move(bytes))};
  recentCertificates().keep(certificate);
  return certificate;
}

std::shared_ptr<const Certificate::Facts> Certificate::Facts::read(X509Ptr handle, std::string der) {
  X509* owned = handle.get();
  auto facts = std::make_shared<Facts>();
  facts->handle = std::move(handle);
  facts->der = std::move(der);
  facts->fingerprint = sha256(facts->der);
  const X509_NAME* name = X509_get_subject_name(owned);
  facts->subject = printName(name);
  facts->issuer = printName(X509_get_issuer_name(owned));
  facts->commonName = nameEntry(name, NID_commonName);
  facts->subjectSerialNumber = nameEntry(name, NID_serialNumber);
  facts->serial = serialOf(owned);
  facts->notBefore = requireTime(X509_get0_notBefore(owned));
  facts->notAfter = requireTime(X509_get0_notAfter(owned));
  const EVP_PKEY* key = X509_get0_pubkey(owned);
  if (!key) refuse();
  facts->keyType = keyTypeOf(key);
  facts->keyBits = EVP_PKEY_get_bits(key);
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, owned);
  facts->signatureName = signatureNameOf(algorithm);
  // OpenSSL answers UINT32_MAX when the extension is absent. It also caches the extensions here, before threads share
  // it.
  facts->allowsSigning = (X509_get_key_usage(owned) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
  return facts;
}

Certificate Certificate::fromDer(std::string_view der) {
  if (const Certificate* known = recentCertificates().find(der)) return *known;
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  X509Ptr handle{d2i_X509(nullptr, &next, static_cast<long>(der.size()))};
  if (!handle || next != reinterpret_cast<const unsigned char*>(der.data()) + der.size()) refuse();
  return fromNative(handle.release());
}

std::vector<Certificate> Certificate::allFromPem(std::string_view pem) {
  const BioPtr bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  std::vector<Certificate> certificates;
  while (X509* handle = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    certificates.push_back(fromNative(handle));
  }
  const unsigned long error = ERR_peek_last_error();
  if (certificates.empty() || ERR_GET_REASON(error) != PEM_R_NO_START_LINE) refuse();
  ERR_clear_error();
  return certificates;
}

Certificate Certificate::fromPem(std::string_view pem) {
  return allFromPem(pem).front();
}

const std::string& Certificate::der() const {
  return facts_->der;
}
const Digest& Certificate::fingerprint() const {
  return facts_->fingerprint;
}
const std::string& Certificate::subject() const {
  return facts_->subject;
}
const std::string& Certificate::issuer() const {
  return facts_->issuer;
}
const std::string& Certificate::commonName() const {
  return facts_->commonName;
}
const std::string& Certificate::subjectSerialNumber() const {
  return facts_->subjectSerialNumber;
}
const std::string& Certificate::serial() const {
  return facts_->serial;
}
std::chrono::sys_seconds Certificate::notBefore() const {
  return facts_->notBefore;
}
std::chrono::sys_seconds Certificate::notAfter() const {
  return facts_->notAfter;
}
KeyType Certificate::keyType() const {
  return facts_->keyType;
}
int Certificate::keyBits() const {
  return facts_->keyBits;
}
const SignatureName& Certificate::signatureName() const {
  return facts_->signatureName;
}
bool Certificate::allowsSigning() const {
  return facts_->allowsSigning;
}
x509_st* Certificate::native() const {
  return facts_->handle.get();
}

void checkValidity(const Certificate& certificate, std::chrono::sys_seconds at) {
  const std::string fingerprint = toHex(certificate.fingerprint());
  if (at < certificate.notBefore()) throw CertificateError("certificateNotYetValid", {{"certificate", fingerprint}});
  if (at >= certificate.notAfter()) throw CertificateError("certificateExpired", {{"certificate", fingerprint}});
}

}  // namespace balalyk::signing
