#include "signing/validation/Revocation.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include <algorithm>
#include <ctime>

#include "signing/Handles.h"
#include "signing/crypto/CertificateAccess.h"
#include "signing/crypto/Recent.h"

namespace balalyk::signing {
namespace {

using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Deleter<OCSP_RESPONSE_free>>;
using BasicPtr = std::unique_ptr<OCSP_BASICRESP, Deleter<OCSP_BASICRESP_free>>;
using IdPtr = std::unique_ptr<OCSP_CERTID, Deleter<OCSP_CERTID_free>>;
using CrlPtr = std::unique_ptr<X509_CRL, Deleter<X509_CRL_free>>;
using ObjectPtr = std::unique_ptr<ASN1_OBJECT, Deleter<ASN1_OBJECT_free>>;
using TimePtr = std::unique_ptr<ASN1_GENERALIZEDTIME, Deleter<ASN1_GENERALIZEDTIME_free>>;
using std::chrono::sys_seconds;

std::optional<sys_seconds> timeOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return sys_seconds{std::chrono::seconds{timegm(&parts)}};
}

BasicPtr parseOcsp(const std::string& der) {
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const ResponsePtr response{d2i_OCSP_RESPONSE(nullptr, &next, static_cast<long>(der.size()))};
  if (response && OCSP_response_status(response.get()) == OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    return BasicPtr{OCSP_response_get1_basic(response.get())};
  }
  next = reinterpret_cast<const unsigned char*>(der.data());
  return BasicPtr{d2i_OCSP_BASICRESP(nullptr, &next, static_cast<long>(der.size()))};
}

std::optional<sys_seconds> takeTime(ASN1_GENERALIZEDTIME* owned) {
  const TimePtr time{owned};
  return timeOf(time.get());
}

std::optional<sys_seconds> archiveCutoff(OCSP_SINGLERESP* single) {
  return takeTime(static_cast<ASN1_GENERALIZEDTIME*>(
      OCSP_SINGLERESP_get1_ext_d2i(single, NID_id_pkix_OCSP_archiveCutoff, nullptr, nullptr)));
}

std::optional<sys_seconds> expiredSince(const X509_CRL* crl) {
  const ObjectPtr expiredCertificatesOnCrl{OBJ_txt2obj("2.5.29.60", 1)};
  const int at = X509_CRL_get_ext_by_OBJ(crl, expiredCertificatesOnCrl.get(), -1);
  if (at < 0) return std::nullopt;
  const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(X509_CRL_get_ext(crl, at));
  const unsigned char* next = ASN1_STRING_get0_data(value);
  return takeTime(d2i_ASN1_GENERALIZEDTIME(nullptr, &next, ASN1_STRING_length(value)));
}

bool isAppointed(X509* responder, const Certificate& issuer, sys_seconds producedAt) {
  if (X509_cmp(responder, issuer.native()) == 0) return true;
  const auto from = timeOf(X509_get0_notBefore(responder)), to = timeOf(X509_get0_notAfter(responder));
  return X509_check_issued(issuer.native(), responder) == X509_V_OK &&
         X509_verify(responder, X509_get0_pubkey(issuer.native())) == 1 &&
         (X509_get_extension_flags(responder) & EXFLAG_XKUSAGE) != 0 &&
         (X509_get_extended_key_usage(responder) & XKU_OCSP_SIGN) != 0 && from && to && *from <= producedAt &&
         producedAt < *to;
}

// Who signed it, when that is the issuer or who the issuer appointed.
std::optional<Certificate> signerOf(OCSP_BASICRESP* basic, const Certificate& issuer,
                                    std::span<const Certificate> known) {
  const X509ViewPtr help{sk_X509_new_null()};
  sk_X509_push(help.get(), issuer.native());
  for (const auto& certificate : known) sk_X509_push(help.get(), certificate.native());
  X509* responder = nullptr;
  if (OCSP_resp_get0_signer(basic, &responder, help.get()) != 1 || responder == nullptr) return std::nullopt;
  const auto producedAt = timeOf(OCSP_resp_get0_produced_at(basic));
  // Without the chain: who may answer is decided here, not by a store.
  if (!producedAt || !isAppointed(responder, issuer, *producedAt) ||
      OCSP_basic_verify(basic, help.get(), nullptr, OCSP_NOVERIFY | OCSP_TRUSTOTHER) != 1) {
    return std::nullopt;
  }
  X509_up_ref(responder);
  return CertificateAccess::adopt(X509Ptr{responder});
}

bool isAbout(const OCSP_SINGLERESP* single, const Certificate& certificate, const Certificate& issuer) {
  auto* id = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(single));
  ASN1_OBJECT* algorithm = nullptr;
  if (OCSP_id_get0_info(nullptr, &algorithm, nullptr, nullptr, id) != 1) return false;
  const EVP_MD* method = EVP_get_digestbyobj(algorithm);
  if (method == nullptr) return false;
  const IdPtr expected{OCSP_cert_to_id(method, certificate.native(), issuer.native())};
  return expected && OCSP_id_cmp(expected.get(), id) == 0;
}

std::optional<RevocationAnswer> readSingle(OCSP_SINGLERESP* single) {
  int reason = 0;
  ASN1_GENERALIZEDTIME *revoked = nullptr, *from = nullptr, *to = nullptr;
  const int status = OCSP_single_get0_status(single, &reason, &revoked, &from, &to);
  const auto thisUpdate = timeOf(from);
  if (!thisUpdate) return std::nullopt;
  RevocationAnswer answer{
      .thisUpdate = *thisUpdate, .nextUpdate = timeOf(to), .kind = "OCSP", .knowsEndedSince = archiveCutoff(single)};
  if (status == V_OCSP_CERTSTATUS_GOOD) answer.status = RevocationStatus::good;
  if (status == V_OCSP_CERTSTATUS_REVOKED) {
    answer.status = RevocationStatus::revoked;
    answer.revokedAt = timeOf(revoked);
  }
  return answer;
}

std::vector<RevocationAnswer> readOcsp(const std::string& der, const Certificate& certificate,
                                       const Certificate& issuer, std::span<const Certificate> known) {
  const BasicPtr basic = parseOcsp(der);
  std::vector<RevocationAnswer> answers;
  std::optional<Certificate> signer;
  for (int i = 0; basic && i < OCSP_resp_count(basic.get()); ++i) {
    OCSP_SINGLERESP* single = OCSP_resp_get0(basic.get(), i);
    if (!isAbout(single, certificate, issuer)) continue;
    if (!signer) signer = signerOf(basic.get(), issuer, known);
    if (!signer) return {};
    auto answer = readSingle(single);
    if (!answer) continue;
    answer->signedWith = namesOf(OCSP_resp_get0_tbs_sigalg(basic.get()));
    if (signer->fingerprint() != issuer.fingerprint()) answer->responder = signer;
    answers.push_back(*std::move(answer));
  }
  return answers;
}

std::vector<RevocationAnswer> readCrl(const std::string& der, const Certificate& certificate,
                                      const Certificate& issuer) {
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const CrlPtr crl{d2i_X509_CRL(nullptr, &next, static_cast<long>(der.size()))};
  if (!crl || X509_NAME_cmp(X509_CRL_get_issuer(crl.get()), X509_get_subject_name(issuer.native())) != 0 ||
      X509_CRL_verify(crl.get(), X509_get0_pubkey(issuer.native())) != 1) {
    return {};
  }
  // A partial list (delta, or by reason or kind of certificate) could be silent about a revoked one.
  const bool partial = X509_CRL_get_ext_by_NID(crl.get(), NID_delta_crl, -1) >= 0 ||
                       X509_CRL_get_ext_by_NID(crl.get(), NID_issuing_distribution_point, -1) >= 0;
  const auto thisUpdate = timeOf(X509_CRL_get0_lastUpdate(crl.get()));
  if (partial || !thisUpdate) return {};
  RevocationAnswer answer{.status = RevocationStatus::good,
                          .thisUpdate = *thisUpdate,
                          .nextUpdate = timeOf(X509_CRL_get0_nextUpdate(crl.get())),
                          .kind = "CRL",
                          .knowsEndedSince = expiredSince(crl.get())};
  const X509_ALGOR* algorithm = nullptr;
  X509_CRL_get0_signature(crl.get(), nullptr, &algorithm);
  answer.signedWith = namesOf(algorithm);
  X509_REVOKED* entry = nullptr;
  if (X509_CRL_get0_by_cert(crl.get(), &entry, certificate.native()) == 1) {
    answer.status = RevocationStatus::revoked;
    answer.revokedAt = timeOf(X509_REVOKED_get0_revocationDate(entry));
  }
  return {std::move(answer)};
}

// A batch's documents carry the same answers. What one says of a certificate depends on these alone, not on the time.
Digest questionOf(char kind, const std::string& der, const Certificate& certificate, const Certificate& issuer,
                  std::span<const Certificate> known) {
  std::string all{kind};
  all += bytesOf(sha256(der));
  all += bytesOf(certificate.fingerprint());
  all += bytesOf(issuer.fingerprint());
  for (const auto& helper : known) all += bytesOf(helper.fingerprint());
  return sha256(all);
}

template <class Read>
const std::vector<RevocationAnswer>& remembered(const Digest& question, Read&& read) {
  thread_local Recent<std::vector<RevocationAnswer>, 32> recent;
  const auto* answers = recent.find(question);
  return answers != nullptr ? *answers : recent.keep(question, read());
}

void append(std::vector<RevocationAnswer>& all, const std::vector<RevocationAnswer>& answers, std::size_t index) {
  for (const auto& answer : answers) all.emplace_back(answer).index = index;
}

}  // namespace

std::vector<RevocationAnswer> findAnswers(const Certificate& certificate, const Certificate& issuer,
                                          const RevocationData& data, std::span<const Certificate> known) {
  std::vector<RevocationAnswer> all;
  for (std::size_t i = 0; i < data.ocsp.size(); ++i) {
    const auto& der = data.ocsp[i];
    append(all, remembered(questionOf('o', der, certificate, issuer, known),
                           [&] { return readOcsp(der, certificate, issuer, known); }), i);
  }
  for (std::size_t i = 0; i < data.crls.size(); ++i) {
    const auto& der = data.crls[i];
    append(all, remembered(questionOf('c', der, certificate, issuer, {}),
                           [&] { return readCrl(der, certificate, issuer); }), i);
  }
  ERR_clear_error();
  return all;
}

std::optional<RevocationAnswer> findRevocation(const Certificate& certificate, const Certificate& issuer,
                                               const RevocationData& data, std::span<const Certificate> known) {
  const auto all = findAnswers(certificate, issuer, data, known);
  const auto newest = std::ranges::max_element(all, {}, &RevocationAnswer::thisUpdate);
  return newest == all.end() ? std::nullopt : std::optional{*newest};
}

}  // namespace balalyk::signing
