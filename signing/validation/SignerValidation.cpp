#include "signing/validation/SignerValidation.h"

#include "signing/crypto/AlgorithmTable.h"
#include "signing/validation/ChainCheck.h"
#include "signing/validation/IssuerSerial.h"
#include "signing/validation/PolicyCheck.h"
#include "signing/validation/TimeValidation.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;

std::optional<Certificate> parse(const std::string& der) {
  try {
    return Certificate::fromDer(der);
  } catch (const CertificateError&) {
    return std::nullopt;  // what cannot be read cannot be the signer's; if it was needed the chain will miss it
  }
}

bool matches(const CertificateDigestFacts& facts, const Certificate& certificate) {
  const auto* method = findDigestMethod(facts.digestMethod);
  if (method == nullptr || digestWith(*method, certificate.der()) != facts.digestValue) return false;
  return facts.issuerSerial.empty() || issuerSerialMatches(facts.issuerSerial, certificate);
}

}  // namespace

// The signed property names the certificate (its first entry); KeyInfo merely carries it.
SignatureCertificates identifySigner(const SignatureFacts& facts) {
  SignatureCertificates found;
  const auto keep = [&](Certificate certificate, std::size_t position) {
    found.others.push_back(std::move(certificate));
    found.positions.push_back(position);
  };
  for (const auto& der : facts.certificates) {
    auto certificate = parse(der);
    if (!certificate) continue;
    const bool named = !found.signer && !facts.signingCertificate.empty() &&
                       matches(facts.signingCertificate.front(), *certificate);
    if (named) {
      found.signer = std::move(certificate);
    } else {
      keep(*std::move(certificate), 0);
    }
  }
  for (std::size_t i = 0; i < facts.certificateValues.size(); ++i) {
    if (auto certificate = parse(facts.certificateValues[i])) keep(*std::move(certificate), i + 1);
  }
  return found;
}

std::vector<Certificate> checkSigner(const SignatureCertificates& certificates, const SignatureFacts& facts,
                                     const ValidationContext& context, const ProvedTime& proved, Verdict& verdict) {
  const Certificate& signer = *certificates.signer;
  ChainResult chain = checkChain(signer, certificates.others, context.anchors, context.at, ChainPurpose::signing,
                                 ChainAlgorithms::byPolicy);
  // EN 319 102-1, 5.5.4: the signature existed then, the certificate did not.
  if (context.at < signer.notBefore()) verdict.note("certificateBegan", false, notYetValid);
  std::map<std::string, std::string> why;
  if (!chain.valid) why["reason"] = chain.reason;
  if (!chain.missingIssuer.empty()) why["missingIssuer"] = chain.missingIssuer;
  verdict.note("chainTrusted", chain.valid, chain.subIndication, std::move(why));
  if (auto breach = breachOfChain(chain.chain, context.policy, proved.existence)) {
    const char* code = breach->ofKey ? "certificateKeySizeAllowed" : "certificateAlgorithmAllowed";
    verdict.note(code, false, breach->subIndication, std::move(breach->params));
  }
  verdict.note("keyUsageAllowed", signer.allowsSigning(), chainConstraintsFailure);
  if (facts.signingTime) {
    verdict.note("signingTimeWithinCertificate",
                 *facts.signingTime >= signer.notBefore() && *facts.signingTime <= signer.notAfter(),
                 sigConstraintsFailure);
  }
  if (context.pinnedSigner != nullptr) {
    verdict.note("signerIsExpected", signer == *context.pinnedSigner, sigConstraintsFailure);
  }
  return std::move(chain.chain);
}

}  // namespace balalyk::signing
