#include "signing/certificates/ChainCheck.h"

#include <openssl/err.h>

#include <algorithm>

#include "signing/Effort.h"
#include "signing/Handles.h"
#include "signing/SigningError.h"
#include "signing/crypto/CertificateAccess.h"
#include "signing/crypto/Recent.h"

namespace balalyk::signing {
namespace {

SubIndication subIndicationFor(int error) {
  switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
      return SubIndication::noCertificateChainFound;
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return SubIndication::outOfBoundsNoPoe;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return SubIndication::cryptoConstraintsFailure;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
    case X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY:
      return SubIndication::certificateChainGeneralFailure;
    default:
      return SubIndication::chainConstraintsFailure;
  }
}

const char* codeFor(int error) {
  switch (error) {
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "chainCertificateNotYetValid";
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "chainCertificateExpired";
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return "chainAlgorithmTooWeak";
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
    case X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY:
      return "chainSignatureWrong";
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
      return "chainIssuerNoAuthority";
    case X509_V_ERR_INVALID_PURPOSE:
      return "chainPurposeWrong";
    case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
      return "chainExtensionUnknown";
    default:
      return "chainNotAccepted";
  }
}

X509ViewPtr viewOf(std::span<const Certificate> first, std::span<const Certificate> second) {
  X509ViewPtr stack{sk_X509_new_null()};
  for (const auto part : {first, second}) {
    for (const auto& certificate : part) {
      if (!stack || sk_X509_push(stack.get(), certificate.native()) <= 0) throw SigningError("chainCheckFailed");
    }
  }
  return stack;
}

std::vector<Certificate> take(const STACK_OF(X509) * stack) {
  std::vector<Certificate> chain;
  for (int i = 0; i < sk_X509_num(stack); ++i) {
    X509* certificate = sk_X509_value(stack, i);
    X509_up_ref(certificate);
    chain.push_back(CertificateAccess::adopt(X509Ptr{certificate}));
  }
  return chain;
}

// Of a path that ends nowhere: whose issuer is not there, or which root is not trusted.
std::map<std::string, std::string> missingIssuer(const Certificate& last) {
  if (last.issuer() != last.subject())
    return {{"reason", "chainIssuerMissing"}, {"subject", last.subject()}, {"issuer", last.issuer()}};
  return {{"reason", "chainRootNotTrusted"}, {"issuer", last.subject()}, {"issuerSha256", toHex(last.fingerprint())}};
}

std::map<std::string, std::string> failureOf(X509_STORE_CTX* context, int error, const Certificate& certificate) {
  const auto path = take(X509_STORE_CTX_get0_chain(context));
  if (subIndicationFor(error) == SubIndication::noCertificateChainFound) {
    return missingIssuer(path.empty() ? certificate : path.back());
  }
  const int depth = X509_STORE_CTX_get_error_depth(context);
  const bool known = depth >= 0 && static_cast<std::size_t>(depth) < path.size();
  return {{"reason", codeFor(error)},
          {"subject", (known ? path[static_cast<std::size_t>(depth)] : certificate).subject()},
          {"detail", X509_verify_cert_error_string(error)}};
}

// A chain that was found once, and when it holds: all but the time is in the question.
struct FoundChain {
  std::vector<Certificate> chain;
  std::chrono::sys_seconds from, until;
};

FoundChain withTimes(std::vector<Certificate> chain) {
  FoundChain found{std::move(chain), std::chrono::sys_seconds::min(), std::chrono::sys_seconds::max()};
  for (const auto& certificate : found.chain) {
    found.from = std::max(found.from, certificate.notBefore());
    found.until = std::min(found.until, certificate.notAfter());
  }
  return found;
}

Digest questionOf(const Certificate& certificate, std::span<const Certificate> others, const TrustAnchors& anchors,
                  ChainPurpose purpose, ChainAlgorithms algorithms) {
  std::string all{purpose == ChainPurpose::timeStamping ? 't' : 's', algorithms == ChainAlgorithms::strict ? 's' : 'p'};
  all += bytesOf(anchors.fingerprint());
  all += bytesOf(certificate.fingerprint());
  for (const auto& other : others) all += bytesOf(other.fingerprint());
  return sha256(all);
}

ChainResult findChain(const Certificate& certificate, std::span<const Certificate> others, const TrustAnchors& anchors,
                      std::chrono::sys_seconds at, ChainPurpose purpose, ChainAlgorithms algorithms) {
  constexpr std::uint64_t kLongest = 8, kForEachCandidate = 2'000;
  Effort::spend(kLongest * (Effort::kPublicKey + kForEachCandidate * (others.size() + anchors.intermediates().size())));
  const X509ViewPtr untrusted = viewOf(others, anchors.intermediates());
  const X509StoreContextPtr context{X509_STORE_CTX_new()};
  if (!context || X509_STORE_CTX_init(context.get(), anchors.store(), certificate.native(), untrusted.get()) != 1) {
    throw SigningError("chainCheckFailed");
  }
  constexpr int kMaxDepth = 8, kAnyAlgorithm = 0, kSecurityLevel = 2;  // 112 bits: RSA from 2048, no SHA-1
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(parameters, at.time_since_epoch().count());
  X509_VERIFY_PARAM_set_depth(parameters, kMaxDepth);
  X509_VERIFY_PARAM_set_auth_level(parameters, algorithms == ChainAlgorithms::strict ? kSecurityLevel : kAnyAlgorithm);
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);  // an anchor may be an issuing authority itself
  // OpenSSL's purpose also wants the extended key usage to be critical and the only one.
  if (purpose == ChainPurpose::timeStamping) X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_TIMESTAMP_SIGN);
  const bool valid = X509_verify_cert(context.get()) == 1;
  const int error = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  if (!valid) {
    return {false,
            subIndicationFor(error),
            X509_verify_cert_error_string(error),
            {},
            failureOf(context.get(), error, certificate)};
  }
  return {true, SubIndication::none, {}, take(X509_STORE_CTX_get0_chain(context.get())), {}};
}

}  // namespace

ChainResult checkChain(const Certificate& certificate, std::span<const Certificate> others, const TrustAnchors& anchors,
                       std::chrono::sys_seconds at, ChainPurpose purpose, ChainAlgorithms algorithms) {
  if (anchors.store() == nullptr) {
    return {false, SubIndication::noCertificateChainFound, "no trust anchor", {}, missingIssuer(certificate)};
  }
  thread_local Recent<FoundChain, 16> recent;
  const Digest question = questionOf(certificate, others, anchors, purpose, algorithms);
  const FoundChain* known = recent.find(question);
  if (known != nullptr && known->from <= at && at < known->until)
    return {true, SubIndication::none, {}, known->chain, {}};
  ChainResult result = findChain(certificate, others, anchors, at, purpose, algorithms);
  if (result.valid && known == nullptr) recent.keep(question, withTimes(result.chain));
  return result;
}

}  // namespace balalyk::signing
