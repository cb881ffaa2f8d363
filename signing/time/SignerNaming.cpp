#include "signing/time/SignerNaming.h"

#include <openssl/err.h>
#include <openssl/ess.h>

#include "signing/Handles.h"
#include "signing/crypto/Der.h"
#include "signing/crypto/SignatureName.h"

namespace balalyk::signing {
namespace {

using AlgorithmPtr = std::unique_ptr<X509_ALGOR, Deleter<X509_ALGOR_free>>;
using EssPtr = std::unique_ptr<ESS_SIGNING_CERT, Deleter<ESS_SIGNING_CERT_free>>;
using EssV2Ptr = std::unique_ptr<ESS_SIGNING_CERT_V2, Deleter<ESS_SIGNING_CERT_V2_free>>;

std::optional<std::string_view> sequence(std::optional<der::Element> element) {
  if (!element || !element->is(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL)) return std::nullopt;
  return element->content;
}

std::optional<std::string_view> attributeOf(CMS_SignerInfo* signer, int nid) {
  const auto* value =
      static_cast<const ASN1_STRING*>(CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(nid), -3, V_ASN1_SEQUENCE));
  if (value == nullptr) return std::nullopt;
  return std::string_view{reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

// The attribute may continue with the issuers, as many authorities write it; those are judged by the chain. OpenSSL
// wants every certificate of the list to be at hand, so it is given the first entry alone. Empty when there is none.
std::string onlyFirst(std::string_view attribute) {
  auto fields = der::only(attribute, V_ASN1_SEQUENCE);
  auto list = fields ? sequence(der::take(*fields)) : std::nullopt;
  const auto first = list ? der::take(*list) : std::nullopt;
  if (!first) return {};
  const auto wrap = [](std::string_view content) { return der::wrap(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, content); };
  return wrap(wrap(first->whole));
}

// ESSCertIDv2 begins with its hash algorithm unless that is SHA-256.
std::string statedDigest(std::string_view attribute) {
  auto list = der::only(attribute, V_ASN1_SEQUENCE);
  auto entries = list ? sequence(der::take(*list)) : std::nullopt;
  auto parts = entries ? sequence(der::take(*entries)) : std::nullopt;
  const auto stated = parts ? der::take(*parts) : std::nullopt;
  if (!stated || !stated->is(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL)) return {};
  const auto* next = reinterpret_cast<const unsigned char*>(stated->whole.data());
  const AlgorithmPtr algorithm{d2i_X509_ALGOR(nullptr, &next, static_cast<long>(stated->whole.size()))};
  return algorithm ? digestNameOf(algorithm.get()) : std::string{};
}

template <class Pointer, auto Parse>
Pointer parse(std::string_view der) {
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  return Pointer{Parse(nullptr, &next, static_cast<long>(der.size()))};
}

}  // namespace

std::optional<std::string> digestNamingSigner(CMS_SignerInfo* signer, X509* certificate) {
  const auto old = attributeOf(signer, NID_id_smime_aa_signingCertificate);
  const auto current = attributeOf(signer, NID_id_smime_aa_signingCertificateV2);
  const EssPtr first{old ? parse<EssPtr, d2i_ESS_SIGNING_CERT>(onlyFirst(*old)) : nullptr};
  const EssV2Ptr second{current ? parse<EssV2Ptr, d2i_ESS_SIGNING_CERT_V2>(onlyFirst(*current)) : nullptr};
  const X509ViewPtr chain{sk_X509_new_null()};
  sk_X509_push(chain.get(), certificate);
  const bool readable = old.has_value() == (first != nullptr) && current.has_value() == (second != nullptr);
  const bool named =
      readable && (first || second) && OSSL_ESS_check_signing_certs(first.get(), second.get(), chain.get(), 1) == 1;
  ERR_clear_error();
  if (!named) return std::nullopt;
  return current ? statedDigest(onlyFirst(*current)) : std::string{};
}

}  // namespace balalyk::signing
