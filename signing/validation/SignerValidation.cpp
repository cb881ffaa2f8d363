#include "signing/validation/SignerValidation.h"

#include "signing/certificates/ChainCheck.h"
#include "signing/policy/PolicyCheck.h"
#include "signing/validation/TimeValidation.h"

namespace balalyk::signing {

using enum SubIndication;

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
