#include "signing/certificates/CrlAnswer.h"

#include <openssl/x509v3.h>

#include <array>

#include "signing/Handles.h"
#include "signing/certificates/RevocationParts.h"
#include "signing/crypto/SignatureName.h"

namespace balalyk::signing {
namespace {

using CrlPtr = std::unique_ptr<X509_CRL, Deleter<X509_CRL_free>>;
using ObjectPtr = std::unique_ptr<ASN1_OBJECT, Deleter<ASN1_OBJECT_free>>;
using TimePtr = std::unique_ptr<ASN1_GENERALIZEDTIME, Deleter<ASN1_GENERALIZEDTIME_free>>;
using ScopePtr = std::unique_ptr<ISSUING_DIST_POINT, Deleter<ISSUING_DIST_POINT_free>>;
using PointsPtr = std::unique_ptr<CRL_DIST_POINTS, Deleter<CRL_DIST_POINTS_free>>;

CrlPtr parseCrl(const std::string& der) {
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  return CrlPtr{d2i_X509_CRL(nullptr, &next, static_cast<long>(der.size()))};
}

// RFC 5280, 6.3.3 (f) and (g).
bool isSignedBy(X509_CRL* crl, const Certificate& issuer) {
  return X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer.native())) == 0 &&
         (X509_get_key_usage(issuer.native()) & KU_CRL_SIGN) != 0 &&
         X509_CRL_verify(crl, X509_get0_pubkey(issuer.native())) == 1;
}

// RFC 5280, 5.2 and 5.3: such a list must not be used at all; what it does not say clearly could be any entry.
bool hasUnknownCritical(X509_CRL* crl) {
  static constexpr std::array kOfLists{NID_issuing_distribution_point, NID_delta_crl, NID_crl_number,
                                       NID_authority_key_identifier};
  static constexpr std::array kOfEntries{NID_crl_reason, NID_invalidity_date, NID_certificate_issuer};
  for (int i = 0; i < X509_CRL_get_ext_count(crl); ++i) {
    if (isUnknownCritical(X509_CRL_get_ext(crl, i), kOfLists)) return true;
  }
  auto* entries = X509_CRL_get_REVOKED(crl);
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i) {
    const auto* entry = sk_X509_REVOKED_value(entries, i);
    for (int k = 0; k < X509_REVOKED_get_ext_count(entry); ++k) {
      if (isUnknownCritical(X509_REVOKED_get_ext(entry, k), kOfEntries)) return true;
    }
  }
  return false;
}

bool share(const GENERAL_NAMES* some, const GENERAL_NAMES* others) {
  for (int i = 0; i < sk_GENERAL_NAME_num(some); ++i) {
    for (int k = 0; k < sk_GENERAL_NAME_num(others); ++k) {
      if (GENERAL_NAME_cmp(sk_GENERAL_NAME_value(some, i), sk_GENERAL_NAME_value(others, k)) == 0) return true;
    }
  }
  return false;
}

const GENERAL_NAMES* fullNameOf(const DIST_POINT_NAME* name) {
  return name != nullptr && name->type == 0 ? name->name.fullname : nullptr;
}

// RFC 5280, 6.3.3 (b) (2) (i): an issuer may split its list; the certificate then says in which part it would be. One
// that names no place leaves nothing to compare with. Names relative to the issuer's are not compared.
bool isPointOf(const DIST_POINT_NAME* point, const Certificate& certificate) {
  const PointsPtr named{static_cast<CRL_DIST_POINTS*>(
      X509_get_ext_d2i(certificate.native(), NID_crl_distribution_points, nullptr, nullptr))};
  if (!named) return X509_get_ext_by_NID(certificate.native(), NID_crl_distribution_points, -1) < 0;
  for (int i = 0; i < sk_DIST_POINT_num(named.get()); ++i) {
    if (share(fullNameOf(point), fullNameOf(sk_DIST_POINT_value(named.get(), i)->distpoint))) return true;
  }
  return false;
}

// Whether the list would name the certificate if it was revoked, for whatever reason.
bool covers(X509_CRL* crl, const Certificate& certificate) {
  if (X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) >= 0) return false;
  if (X509_CRL_get_ext_by_NID(crl, NID_issuing_distribution_point, -1) < 0) return true;
  const ScopePtr scope{
      static_cast<ISSUING_DIST_POINT*>(X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, nullptr, nullptr))};
  if (!scope) return false;
  const bool isAuthority = X509_check_ca(certificate.native()) != 0;
  if (scope->indirectCRL > 0 || scope->onlysomereasons != nullptr || scope->onlyattr > 0) return false;
  if ((scope->onlyuser > 0 && isAuthority) || (scope->onlyCA > 0 && !isAuthority)) return false;
  return scope->distpoint == nullptr || isPointOf(scope->distpoint, certificate);
}

// X.509's expiredCertsOnCRL: since when certificates that ended are kept in the list.
std::optional<std::chrono::sys_seconds> endedSince(const X509_CRL* crl) {
  const ObjectPtr expiredCertsOnCrl{OBJ_txt2obj("2.5.29.60", 1)};
  const int at = X509_CRL_get_ext_by_OBJ(crl, expiredCertsOnCrl.get(), -1);
  if (at < 0) return std::nullopt;
  const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(X509_CRL_get_ext(crl, at));
  const unsigned char* next = ASN1_STRING_get0_data(value);
  const TimePtr since{d2i_ASN1_GENERALIZEDTIME(nullptr, &next, ASN1_STRING_length(value))};
  return timeOf(since.get());
}

}  // namespace

std::optional<RevocationAnswer> readCrl(const std::string& der, const Certificate& certificate,
                                        const Certificate& issuer) {
  const CrlPtr crl = parseCrl(der);
  if (!crl || !isSignedBy(crl.get(), issuer) || hasUnknownCritical(crl.get())) return std::nullopt;
  const auto thisUpdate = timeOf(X509_CRL_get0_lastUpdate(crl.get()));
  if (!thisUpdate) return std::nullopt;
  const X509_ALGOR* algorithm = nullptr;
  X509_CRL_get0_signature(crl.get(), nullptr, &algorithm);
  const auto name = signatureNameOf(algorithm);
  RevocationAnswer answer{.status = RevocationStatus::good,
                          .thisUpdate = *thisUpdate,
                          .nextUpdate = timeOf(X509_CRL_get0_nextUpdate(crl.get())),
                          .kind = "CRL",
                          .signedAt = *thisUpdate,
                          .signer = issuer,
                          .signatureAlgorithm = name.algorithm,
                          .signatureDigest = name.digest,
                          .knowsEndedSince = endedSince(crl.get())};
  X509_REVOKED* entry = nullptr;
  if (X509_CRL_get0_by_cert(crl.get(), &entry, certificate.native()) == 1) {
    answer.status = RevocationStatus::revoked;
    answer.revokedAt = timeOf(X509_REVOKED_get0_revocationDate(entry));
    return answer;
  }
  return covers(crl.get(), certificate) ? std::optional{answer} : std::nullopt;
}

}  // namespace balalyk::signing
