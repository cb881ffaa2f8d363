#include "signing/validation/SignerValidation.h"

#include "signing/crypto/AlgorithmTable.h"
#include "signing/validation/ChainCheck.h"
#include "signing/validation/IssuerSerial.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;

std::vector<Certificate> parseAll(const std::vector<std::string>& ders) {
  std::vector<Certificate> certificates;
  for (const auto& der : ders) {
    try {
      certificates.push_back(Certificate::fromDer(der));
    } catch (const CertificateError&) {
      continue;  // what cannot be read cannot be the signer's; if it was needed the chain will miss it
    }
  }
  return certificates;
}

bool matches(const CertificateDigestFacts& facts, const Certificate& certificate) {
  const auto* method = findDigestMethod(facts.digestMethod);
  if (method == nullptr || digestWith(*method, certificate.der()) != facts.digestValue) return false;
  return facts.issuerSerial.empty() || issuerSerialMatches(facts.issuerSerial, certificate);
}

// An answer given before the time it is used for says little about that time. Authorities' own lists come out seldom,
// so for those the list's own word on its life counts too.
bool isFresh(const RevocationAnswer& answer, bool aboutAuthority, const ValidationContext& context) {
  return answer.thisUpdate + context.policy.freshness >= context.at ||
         (aboutAuthority && answer.nextUpdate && *answer.nextUpdate >= context.at);
}

bool saysRevoked(const std::optional<RevocationAnswer>& answer, std::chrono::sys_seconds at) {
  return answer && answer->status == RevocationStatus::revoked && answer->revokedAt && *answer->revokedAt <= at;
}

// True when there is a usable answer and it is good at the time.
bool checkOne(const Certificate& certificate, const Certificate& issuer, const SignatureCertificates& certificates,
              const SignatureFacts& facts, bool aboutAuthority, const ValidationContext& context, Verdict& verdict) {
  const auto answer = findRevocation(certificate, issuer, facts.revocation, certificates.others);
  const std::map<std::string, std::string> params{{"certificate", toHex(certificate.fingerprint())}};
  if (saysRevoked(answer, context.at)) {
    return verdict.note("certificateNotRevoked", false, revokedNoPoe, params);
  }
  const bool usable =
      answer && answer->status != RevocationStatus::unknown && isFresh(*answer, aboutAuthority, context);
  if (usable) return verdict.note("certificateNotRevoked", true, none, params);
  if (answer || context.policy.revocation == ValidationPolicy::Revocation::required) {
    verdict.note("revocationKnown", false, tryLater, params);
  }
  return false;
}

}  // namespace

// The signed property names the certificate (its first entry); KeyInfo merely carries it.
SignatureCertificates identifySigner(const SignatureFacts& facts) {
  SignatureCertificates found;
  found.others = parseAll(facts.certificates);
  for (auto at = found.others.begin(); at != found.others.end() && !facts.signingCertificate.empty(); ++at) {
    if (!matches(facts.signingCertificate.front(), *at)) continue;
    found.signer = *at;
    found.others.erase(at);
    break;
  }
  for (auto& certificate : parseAll(facts.certificateValues)) found.others.push_back(std::move(certificate));
  return found;
}

// An algorithm that was good once is not the same as one that never was: a proof that the signature is older would
// help.
void noteUse(std::string code, ValidationPolicy::Use use, std::map<std::string, std::string> params, Verdict& verdict) {
  verdict.note(std::move(code), use == ValidationPolicy::Use::allowed,
               use == ValidationPolicy::Use::expired ? cryptoConstraintsFailureNoPoe : cryptoConstraintsFailure,
               std::move(params));
}

bool checkRevocation(const std::vector<Certificate>& chain, const SignatureCertificates& certificates,
                     const SignatureFacts& facts, const ValidationContext& context, Verdict& verdict) {
  if (context.policy.revocation == ValidationPolicy::Revocation::none || chain.size() < 2) return false;
  bool complete = true;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    complete &= checkOne(chain[i], chain[i + 1], certificates, facts, i > 0, context, verdict);
  }
  return complete;
}

bool checkNotRevoked(const std::vector<Certificate>& chain, const SignatureCertificates& certificates,
                     const SignatureFacts& facts, const ValidationContext& context, Verdict& verdict) {
  if (context.policy.revocation == ValidationPolicy::Revocation::none) return true;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    if (!saysRevoked(findRevocation(chain[i], chain[i + 1], facts.revocation, certificates.others), context.at))
      continue;
    return verdict.note("certificateNotRevoked", false, revokedNoPoe, {{"certificate", toHex(chain[i].fingerprint())}});
  }
  return true;
}

std::vector<Certificate> checkSigner(const SignatureCertificates& certificates, const SignatureFacts& facts,
                                     const ValidationContext& context, Verdict& verdict) {
  const Certificate& signer = *certificates.signer;
  noteUse("keySizeAllowed", context.policy.keyUse(signer.keyType(), signer.keyBits(), context.at),
          {{"bits", std::to_string(signer.keyBits())}}, verdict);
  ChainResult chain = checkChain(signer, certificates.others, context.anchors, context.at);
  std::map<std::string, std::string> why;
  if (!chain.valid) why["reason"] = chain.reason;
  if (!chain.missingIssuer.empty()) why["missingIssuer"] = chain.missingIssuer;
  verdict.note("chainTrusted", chain.valid, chain.subIndication, std::move(why));
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
