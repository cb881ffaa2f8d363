#include "signing/validation/SignerValidation.h"

#include <algorithm>

#include "signing/Effort.h"
#include "signing/certificates/ChainCheck.h"
#include "signing/certificates/IssuerSerial.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/policy/PolicyCheck.h"
#include "signing/validation/TimeValidation.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;

std::optional<Certificate> parse(const std::string& der) {
  constexpr std::uint64_t kEach = 40'000, kForEachByte = 60;
  Effort::spend(kEach + der.size() * kForEachByte);
  try {
    return Certificate::fromDer(der);
  } catch (const CertificateError&) {
    return std::nullopt;  // what cannot be read cannot be the signer's; if it was needed the chain will miss it
  }
}

bool matches(const CertificateDigestFacts& facts, const Certificate& certificate) {
  const auto* method = findDigestMethod(facts.digestMethod);
  return method != nullptr && digestWith(*method, certificate.der()) == facts.digestValue;
}

// Which of those that the property names the certificates have; some writers name issuers too, in any order.
const CertificateDigestFacts* namedBy(const SignatureFacts& facts, const std::vector<std::optional<Certificate>>& all) {
  for (const auto& named : facts.signingCertificate) {
    const auto isNamed = [&](const auto& certificate) { return certificate && matches(named, *certificate); };
    if (std::ranges::any_of(all, isNamed)) return &named;
  }
  return nullptr;
}

}  // namespace

// The signed property names the certificate by its digest; KeyInfo merely carries it.
SignatureCertificates identifySigner(const SignatureFacts& facts) {
  SignatureCertificates found;
  const auto keep = [&](Certificate certificate, std::size_t position) {
    found.others.push_back(std::move(certificate));
    found.positions.push_back(position);
  };
  std::vector<std::optional<Certificate>> carried;
  for (const auto& der : facts.certificates) carried.push_back(parse(der));
  const auto* named = namedBy(facts, carried);
  for (auto& certificate : carried) {
    if (!certificate) continue;
    if (!found.signer && named != nullptr && matches(*named, *certificate)) {
      found.issuerAgrees = named->issuerSerial.empty() || issuerSerialMatches(named->issuerSerial, *certificate);
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
  // The same the other way round: a time stamp that it signs is younger than the certificate's end.
  if (proved.content && *proved.content >= signer.notAfter()) verdict.note("certificateInForce", false, expired);
  verdict.note("chainTrusted", chain.valid, chain.subIndication, std::move(chain.failure));
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
