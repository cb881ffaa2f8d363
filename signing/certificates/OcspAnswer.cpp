#include "signing/certificates/OcspAnswer.h"

#include <array>

#include "signing/certificates/RevocationParts.h"
#include "signing/crypto/CertificateAccess.h"
#include "signing/crypto/SignatureName.h"

namespace balalyk::signing {
namespace {

using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Deleter<OCSP_RESPONSE_free>>;
using TimePtr = std::unique_ptr<ASN1_GENERALIZEDTIME, Deleter<ASN1_GENERALIZEDTIME_free>>;
using IdPtr = std::unique_ptr<OCSP_CERTID, Deleter<OCSP_CERTID_free>>;

// The same authority may have several certificates for one key.
bool isIssuerItself(X509* responder, const Certificate& issuer) {
  return X509_NAME_cmp(X509_get_subject_name(responder), X509_get_subject_name(issuer.native())) == 0 &&
         EVP_PKEY_eq(X509_get0_pubkey(responder), X509_get0_pubkey(issuer.native())) == 1;
}

// RFC 6960, 4.2.2.2: its certificate comes from the issuer directly and is made for this.
bool isAppointed(X509* responder, const Certificate& issuer, std::chrono::sys_seconds at) {
  const auto from = timeOf(X509_get0_notBefore(responder)), to = timeOf(X509_get0_notAfter(responder));
  return X509_check_issued(issuer.native(), responder) == X509_V_OK &&
         X509_verify(responder, X509_get0_pubkey(issuer.native())) == 1 &&
         (X509_get_extension_flags(responder) & (EXFLAG_XKUSAGE | EXFLAG_CRITICAL)) == EXFLAG_XKUSAGE &&
         (X509_get_extended_key_usage(responder) & XKU_OCSP_SIGN) != 0 &&
         (X509_get_key_usage(responder) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0 && from && to &&
         *from <= at && at < *to;
}

bool isStranger(X509* responder, const Certificate& issuer) {
  return !isIssuerItself(responder, issuer) && X509_verify(responder, X509_get0_pubkey(issuer.native())) != 1;
}

// The certificate that the answer is signed with, when its holder may answer, or when another authority issued it.
X509* responderOf(OCSP_BASICRESP* basic, const Certificate& issuer, std::span<const Certificate> known) {
  const X509ViewPtr help{sk_X509_new_null()};
  sk_X509_push(help.get(), issuer.native());
  for (const auto& certificate : known) sk_X509_push(help.get(), certificate.native());
  X509* responder = nullptr;
  if (OCSP_resp_get0_signer(basic, &responder, help.get()) != 1 || responder == nullptr) return nullptr;
  const auto producedAt = timeOf(OCSP_resp_get0_produced_at(basic));
  const bool mayAnswer =
      isIssuerItself(responder, issuer) || (producedAt && isAppointed(responder, issuer, *producedAt));
  if (!producedAt || (!mayAnswer && !isStranger(responder, issuer))) return nullptr;
  // Without the chain: who may answer is decided here, not by a store.
  return OCSP_basic_verify(basic, help.get(), nullptr, OCSP_NOVERIFY | OCSP_TRUSTOTHER) == 1 ? responder : nullptr;
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

// RFC 6960, 4.4: an extension that is critical and not understood makes the answer unusable.
bool hasUnknownCritical(OCSP_BASICRESP* basic, OCSP_SINGLERESP* single) {
  static constexpr std::array kNonce{NID_id_pkix_OCSP_Nonce};
  for (int i = 0; i < OCSP_BASICRESP_get_ext_count(basic); ++i) {
    if (isUnknownCritical(OCSP_BASICRESP_get_ext(basic, i), kNonce)) return true;
  }
  for (int i = 0; i < OCSP_SINGLERESP_get_ext_count(single); ++i) {
    if (isUnknownCritical(OCSP_SINGLERESP_get_ext(single, i), {})) return true;
  }
  return false;
}

// RFC 6960, 4.4.4.
std::optional<std::chrono::sys_seconds> archiveCutoff(OCSP_SINGLERESP* single) {
  const TimePtr cutoff{static_cast<ASN1_GENERALIZEDTIME*>(
      OCSP_SINGLERESP_get1_ext_d2i(single, NID_id_pkix_OCSP_archiveCutoff, nullptr, nullptr))};
  return timeOf(cutoff.get());
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

}  // namespace

OcspBasicPtr parseOcsp(const std::string& der) {
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const ResponsePtr response{d2i_OCSP_RESPONSE(nullptr, &next, static_cast<long>(der.size()))};
  if (response && OCSP_response_status(response.get()) == OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    return OcspBasicPtr{OCSP_response_get1_basic(response.get())};
  }
  next = reinterpret_cast<const unsigned char*>(der.data());
  return OcspBasicPtr{d2i_OCSP_BASICRESP(nullptr, &next, static_cast<long>(der.size()))};
}

std::string ocspRefusal(const std::string& der) {
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  const ResponsePtr response{d2i_OCSP_RESPONSE(nullptr, &next, static_cast<long>(der.size()))};
  if (!response) return {};
  const int status = OCSP_response_status(response.get());
  return status == OCSP_RESPONSE_STATUS_SUCCESSFUL ? std::string{} : OCSP_response_status_str(status);
}

std::optional<RevocationAnswer> readOcsp(const std::string& der, const Certificate& certificate,
                                         const Certificate& issuer, std::span<const Certificate> known) {
  const OcspBasicPtr basic = parseOcsp(der);
  std::optional<RevocationAnswer> best;
  X509* responder = nullptr;
  bool sought = false;
  for (int i = 0; basic && i < OCSP_resp_count(basic.get()); ++i) {
    OCSP_SINGLERESP* single = OCSP_resp_get0(basic.get(), i);
    if (!isAbout(single, certificate, issuer) || hasUnknownCritical(basic.get(), single)) continue;
    if (!sought) responder = responderOf(basic.get(), issuer, known);
    sought = true;
    keepNewest(best, readSingle(single));
  }
  if (!best) return best;
  if (responder == nullptr) {
    best->status = RevocationStatus::unknown;
    best->stranger = true;
    return best;
  }
  X509_up_ref(responder);
  best->signer = CertificateAccess::adopt(X509Ptr{responder});
  best->stranger = isStranger(responder, issuer);
  if (best->stranger) best->status = RevocationStatus::unknown;
  best->appointed = !best->stranger && !isIssuerItself(responder, issuer);
  best->signedAt = timeOf(OCSP_resp_get0_produced_at(basic.get())).value();
  const auto name = signatureNameOf(OCSP_resp_get0_tbs_sigalg(basic.get()));
  best->signatureAlgorithm = name.algorithm;
  best->signatureDigest = name.digest;
  return best;
}

}  // namespace balalyk::signing
