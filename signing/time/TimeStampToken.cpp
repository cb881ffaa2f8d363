#include "signing/time/TimeStampToken.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ts.h>

#include <ctime>

#include "signing/Effort.h"
#include "signing/Handles.h"
#include "signing/SigningError.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/crypto/Asn1Time.h"
#include "signing/crypto/CertificateAccess.h"
#include "signing/time/SignerNaming.h"
#include "signing/time/TokenCertificates.h"

namespace balalyk::signing {
namespace {

using CmsPtr = std::unique_ptr<CMS_ContentInfo, Deleter<CMS_ContentInfo_free>>;
using InfoPtr = std::unique_ptr<TS_TST_INFO, Deleter<TS_TST_INFO_free>>;

[[noreturn]] void refuse(const char* code) {
  ERR_clear_error();
  throw SigningError(code);
}

CmsPtr parseCms(std::string_view der) {
  const auto* next = reinterpret_cast<const unsigned char*>(der.data());
  CmsPtr cms{d2i_CMS_ContentInfo(nullptr, &next, static_cast<long>(der.size()))};
  if (!cms || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed ||
      OBJ_obj2nid(CMS_get0_eContentType(cms.get())) != NID_id_smime_ct_TSTInfo ||
      sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms.get())) != 1) {
    refuse("timeStampUnreadable");
  }
  return cms;
}

InfoPtr parseInfo(CMS_ContentInfo* cms) {
  ASN1_OCTET_STRING** content = CMS_get0_content(cms);
  if (content == nullptr || *content == nullptr) refuse("timeStampUnreadable");
  const unsigned char* next = ASN1_STRING_get0_data(*content);
  InfoPtr info{d2i_TS_TST_INFO(nullptr, &next, ASN1_STRING_length(*content))};
  if (!info || TS_TST_INFO_get_version(info.get()) != 1) refuse("timeStampUnreadable");
  return info;
}

X509ViewPtr viewOf(const std::vector<Certificate>& first, const std::vector<Certificate>& second) {
  X509ViewPtr stack{sk_X509_new_null()};
  for (const auto& certificate : first) sk_X509_push(stack.get(), certificate.native());
  for (const auto& certificate : second) sk_X509_push(stack.get(), certificate.native());
  return stack;
}

std::string bytesOf(const ASN1_STRING* value) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

std::chrono::sys_seconds timeIn(const TS_TST_INFO* info) {
  const auto time = timeOf(TS_TST_INFO_get_time(info));
  if (!time) refuse("timeStampUnreadable");
  return *time;
}

std::string textOf(const ASN1_OBJECT* object) {
  std::string text(128, '\0');
  const int size = OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  text.resize(size > 0 && size < 128 ? static_cast<std::size_t>(size) : 0);
  return text;
}

SignatureName nameOf(CMS_SignerInfo* signer) {
  X509_ALGOR *digest = nullptr, *signature = nullptr;
  CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, &signature);
  return signatureNameOf(signature, digest);
}

std::vector<Certificate> certificatesOf(CMS_ContentInfo* cms) {
  const X509StackPtr stack{CMS_get1_certs(cms)};
  std::vector<Certificate> certificates;
  for (int i = 0; stack && i < sk_X509_num(stack.get()); ++i) {
    X509* certificate = sk_X509_value(stack.get(), i);
    X509_up_ref(certificate);
    certificates.push_back(CertificateAccess::adopt(X509Ptr{certificate}));
  }
  return certificates;
}

std::vector<Certificate> certificatesOf(const SplitToken& split) {
  std::vector<Certificate> certificates;
  try {
    for (const auto& der : split.certificates) certificates.push_back(Certificate::fromDer(der));
  } catch (const CertificateError&) {
    refuse("timeStampUnreadable");
  }
  return certificates;
}

}  // namespace

TimeStampToken TimeStampToken::read(std::string_view der, const std::vector<Certificate>& known) {
  constexpr std::uint64_t kForEachByte = 60;
  Effort::spend(Effort::kPublicKey + der.size() * kForEachByte);
  const auto split = splitCertificates(der);
  const CmsPtr cms = parseCms(split ? split->token : der);
  const InfoPtr info = parseInfo(cms.get());
  auto others = split ? certificatesOf(*split) : certificatesOf(cms.get());
  const X509ViewPtr help = viewOf(known, others);
  const BioPtr content{BIO_new(BIO_s_mem())};
  if (CMS_verify(cms.get(), help.get(), nullptr, nullptr, content.get(), CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) != 1) {
    refuse("timeStampSignatureWrong");
  }
  CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0);
  X509* certificate = nullptr;
  CMS_SignerInfo_get0_algs(signer, nullptr, &certificate, nullptr, nullptr);
  if (certificate == nullptr) refuse("timeStampSignatureWrong");
  auto namingDigest = digestNamingSigner(signer, certificate);
  if (!namingDigest) refuse("timeStampSignatureWrong");

  X509_up_ref(certificate);
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info.get());
  const ASN1_INTEGER* nonce = TS_TST_INFO_get_nonce(info.get());
  TimeStampToken token{
      .time = timeIn(info.get()),
      .digestAlgorithm = digestNameOf(TS_MSG_IMPRINT_get_algo(imprint)),
      .imprint = bytesOf(TS_MSG_IMPRINT_get_msg(imprint)),
      .policy = textOf(TS_TST_INFO_get_policy_id(info.get())),
      .nonce = nonce != nullptr ? toHex(bytesOf(nonce)) : std::string{},
      .signatureName = nameOf(signer),
      .namingDigest = *std::move(namingDigest),
      .authority = CertificateAccess::adopt(X509Ptr{certificate}),
      .others = std::move(others),
  };
  ERR_clear_error();
  return token;
}

std::optional<bool> TimeStampToken::covers(std::string_view bytes) const {
  const auto* method = findDigestMethodByName(digestAlgorithm);
  if (method == nullptr) return std::nullopt;
  return digestWith(*method, bytes) == imprint;
}

ChainResult checkAuthority(const TimeStampToken& token, const std::vector<Certificate>& known,
                           const TrustAnchors& anchors, std::chrono::sys_seconds at) {
  std::vector<Certificate> others = token.others;
  others.insert(others.end(), known.begin(), known.end());
  return checkChain(token.authority, others, anchors, at, ChainPurpose::timeStamping);
}

}  // namespace balalyk::signing
