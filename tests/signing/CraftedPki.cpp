#include "CraftedPki.h"

#include <boost/test/unit_test.hpp>

#include "signing/SigningError.h"
#include "signing/crypto/CertificateAccess.h"

namespace balalyk::signing::test {
namespace {

using std::chrono::hours, std::chrono::minutes, std::chrono::sys_seconds;
using CrlPtr = std::unique_ptr<X509_CRL, Deleter<X509_CRL_free>>;
using TimePtr = std::unique_ptr<ASN1_TIME, Deleter<ASN1_TIME_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using RequestPtr = std::unique_ptr<OCSP_REQUEST, Deleter<OCSP_REQUEST_free>>;
using BasicPtr = std::unique_ptr<OCSP_BASICRESP, Deleter<OCSP_BASICRESP_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Deleter<OCSP_RESPONSE_free>>;

sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

TimePtr asn1(sys_seconds time) {
  return TimePtr{ASN1_TIME_set(nullptr, time.time_since_epoch().count())};
}

TimePtr generalized(sys_seconds time) {
  TimePtr plain = asn1(time);
  return TimePtr{ASN1_TIME_to_generalizedtime(plain.get(), nullptr)};
}

ExtensionPtr extension(const std::pair<int, std::string>& wanted) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, nullptr, nullptr, nullptr, nullptr, 0);
  ExtensionPtr made{X509V3_EXT_conf_nid(nullptr, &context, wanted.first, wanted.second.c_str())};
  BOOST_REQUIRE_MESSAGE(made, OBJ_nid2sn(wanted.first) << " " << wanted.second);
  return made;
}

ExtensionPtr unknownExtension() {
  const std::unique_ptr<ASN1_OBJECT, Deleter<ASN1_OBJECT_free>> id{OBJ_txt2obj("1.3.6.1.4.1.55555.1", 1)};
  const std::unique_ptr<ASN1_OCTET_STRING, Deleter<ASN1_OCTET_STRING_free>> value{ASN1_OCTET_STRING_new()};
  ASN1_OCTET_STRING_set(value.get(), reinterpret_cast<const unsigned char*>("\x05"), 2);
  return ExtensionPtr{X509_EXTENSION_create_by_OBJ(nullptr, id.get(), 1, value.get())};
}

template <class Value, class Encode>
std::string derOf(Value* value, Encode encode) {
  unsigned char* der = nullptr;
  const int size = encode(value, &der);
  BOOST_REQUIRE(size > 0);
  std::string bytes{reinterpret_cast<char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return bytes;
}

void addStatus(OCSP_BASICRESP* basic, OCSP_CERTID* id, const AnswerOptions& options) {
  const bool revoked = options.status == V_OCSP_CERTSTATUS_REVOKED;
  const TimePtr revokedAt = generalized(options.revokedAt), from = generalized(options.thisUpdate);
  const TimePtr to = options.nextUpdate ? generalized(*options.nextUpdate) : nullptr;
  OCSP_SINGLERESP* single =
      OCSP_basic_add1_status(basic, id, options.status, 0, revoked ? revokedAt.get() : nullptr, from.get(), to.get());
  BOOST_REQUIRE(single != nullptr);
  if (options.unknownCritical) OCSP_SINGLERESP_add_ext(single, unknownExtension().get(), -1);
}

std::string signAnswer(OCSP_BASICRESP* basic, const Holder& responder, const AnswerOptions& options) {
  BOOST_REQUIRE(
      OCSP_basic_sign(basic, responder.certificate.native(), responder.key.get(), options.digest, nullptr, 0) == 1);
  const ResponsePtr response{OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic)};
  return derOf(response.get(), i2d_OCSP_RESPONSE);
}

}  // namespace

CertificateOptions::CertificateOptions(Extensions given)
    : extensions(std::move(given)), from(now() - hours{24}), to(now() + hours{24 * 365}) {}

ListOptions::ListOptions()
    : thisUpdate(now() - hours{1}), nextUpdate(now() + hours{24}), revokedAt(now() - hours{48}) {}

AnswerOptions::AnswerOptions()
    : thisUpdate(now() - minutes{1}), nextUpdate(now() + hours{1}), revokedAt(now() - hours{48}) {}

Holder issue(const std::string& name, const Holder* issuer, const CertificateOptions& options) {
  static long serial = 1000;
  const std::shared_ptr<EVP_PKEY> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  X509Ptr made{X509_new()};
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
  X509_NAME* subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(made.get(), issuer ? X509_get_subject_name(issuer->certificate.native()) : subject);
  X509_set1_notBefore(made.get(), asn1(options.from).get());
  X509_set1_notAfter(made.get(), asn1(options.to).get());
  X509_set_pubkey(made.get(), key.get());
  for (const auto& wanted : options.extensions) X509_add_ext(made.get(), extension(wanted).get(), -1);
  BOOST_REQUIRE(X509_sign(made.get(), issuer ? issuer->key.get() : key.get(), EVP_sha256()) > 0);
  // Read again: OpenSSL caches what a certificate says when it is parsed.
  return {Certificate::fromDer(derOf(made.get(), i2d_X509)), key};
}

std::string makeList(const Holder& issuer, const ListOptions& options) {
  const CrlPtr list{X509_CRL_new()};
  X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate.native()));
  X509_CRL_set1_lastUpdate(list.get(), asn1(options.thisUpdate).get());
  if (options.nextUpdate) X509_CRL_set1_nextUpdate(list.get(), asn1(*options.nextUpdate).get());
  for (const auto& wanted : options.extensions) X509_CRL_add_ext(list.get(), extension(wanted).get(), -1);
  if (options.unknownCritical == "list") X509_CRL_add_ext(list.get(), unknownExtension().get(), -1);
  const auto add = [&](const ASN1_INTEGER* serial, int reason) {
    X509_REVOKED* entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, const_cast<ASN1_INTEGER*>(serial));
    X509_REVOKED_set_revocationDate(entry, asn1(options.revokedAt).get());
    const std::unique_ptr<ASN1_ENUMERATED, Deleter<ASN1_ENUMERATED_free>> value{ASN1_ENUMERATED_new()};
    ASN1_ENUMERATED_set(value.get(), reason);
    X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, value.get(), 0, 0);
    if (options.unknownCritical == "entry") X509_REVOKED_add_ext(entry, unknownExtension().get(), -1);
    X509_CRL_add0_revoked(list.get(), entry);
  };
  for (const auto& [certificate, reason] : options.revoked) add(X509_get0_serialNumber(certificate.native()), reason);
  if (options.revoked.empty() && options.unknownCritical == "entry") {
    const std::unique_ptr<ASN1_INTEGER, Deleter<ASN1_INTEGER_free>> other{ASN1_INTEGER_new()};
    ASN1_INTEGER_set(other.get(), 7);
    add(other.get(), CRL_REASON_SUPERSEDED);
  }
  BOOST_REQUIRE(X509_CRL_sign(list.get(), issuer.key.get(), options.digest) > 0);
  return derOf(list.get(), i2d_X509_CRL);
}

std::string makeAnswer(const Holder& responder, const std::string& request, const AnswerOptions& options) {
  const auto* next = reinterpret_cast<const unsigned char*>(request.data());
  const RequestPtr asked{d2i_OCSP_REQUEST(nullptr, &next, static_cast<long>(request.size()))};
  BOOST_REQUIRE(asked);
  const BasicPtr basic{OCSP_BASICRESP_new()};
  addStatus(basic.get(), OCSP_onereq_get0_id(OCSP_request_onereq_get0(asked.get(), 0)), options);
  if (options.nonce == AnswerOptions::asAsked) OCSP_copy_nonce(basic.get(), asked.get());
  if (options.nonce == AnswerOptions::another) OCSP_basic_add1_nonce(basic.get(), nullptr, 16);
  return signAnswer(basic.get(), responder, options);
}

std::string makeAnswer(const Holder& responder, const Certificate& certificate, const Certificate& issuer,
                       const AnswerOptions& options) {
  const BasicPtr basic{OCSP_BASICRESP_new()};
  const std::unique_ptr<OCSP_CERTID, Deleter<OCSP_CERTID_free>> id{
      OCSP_cert_to_id(EVP_sha1(), certificate.native(), issuer.native())};
  addStatus(basic.get(), id.get(), options);
  return signAnswer(basic.get(), responder, options);
}

std::string Network::post(const std::string& url, const std::string&, std::string_view body) {
  ++asked[url];
  const auto service = services.find(url);
  if (service == services.end()) {
    throw TransportError("serviceUnreachable", {{"service", url}, {"failure", "HTTP 503"}});
  }
  return service->second(std::string{body});
}

std::string Network::get(const std::string& url) {
  return post(url, {}, {});
}

}  // namespace balalyk::signing::test
