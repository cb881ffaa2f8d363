#include "signing/validation/SignatureValidation.h"

#include <algorithm>
#include <set>

#include "signing/Handles.h"
#include "signing/certificates/RevocationCheck.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/policy/PolicyCheck.h"
#include "signing/validation/DataValidation.h"
#include "signing/validation/SignerValidation.h"
#include "signing/validation/TimeValidation.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;

// As of the time the signature is proved to have existed: context.at.
void checkAlgorithms(const SignatureFacts& facts, const SignatureMethod* method,
                     const std::optional<Certificate>& signer, const ValidationContext& context, Verdict& verdict) {
  const auto& policy = context.policy;
  if (signer) {
    const SignatureName name = method != nullptr ? method->signatureName() : SignatureName{facts.signatureMethod, {}};
    noteSignedWith({"signatureAlgorithmAllowed", "keySizeAllowed"}, signedWith(name, *signer), policy, context.at,
                   verdict);
  }
  std::set<std::string> digests;
  if (facts.propertiesReference) digests.insert(facts.propertiesReference->digestMethod);
  for (const auto& reference : facts.dataReferences) digests.insert(reference.digestMethod);
  for (const auto& reference : facts.manifestReferences) digests.insert(reference.digestMethod);
  for (const auto& certificate : facts.signingCertificate) digests.insert(certificate.digestMethod);
  for (const auto& uri : digests) {
    const auto* digest = findDigestMethod(uri);
    const std::string name = digest != nullptr ? std::string{digest->name} : uri;
    const auto breach = breachOfDigest(name, policy, context.at);
    verdict.note("digestAlgorithmAllowed", !breach, breach ? breach->subIndication : none, {{"algorithm", name}});
  }
}

void checkCryptography(const SignatureFacts& facts, const SignatureMethod* method,
                       const std::optional<Certificate>& signer, Verdict& verdict) {
  const auto& properties = facts.propertiesReference;
  const auto* digest = properties ? findDigestMethod(properties->digestMethod) : nullptr;
  if (digest != nullptr && !facts.signedProperties.empty()) {
    verdict.note("propertiesUnchanged", digestWith(*digest, facts.signedProperties) == properties->digestValue,
                 hashFailure);
  }
  if (method == nullptr || !signer || !facts.signedInfo) return;
  verdict.note("signatureValueMatches",
               verifySignature(*method, X509_get0_pubkey(signer->native()), *facts.signedInfo, facts.signatureValue),
               sigCryptoFailure);
}

// What was read as others write it, and what was not understood at all.
void noteDeviations(const SignatureFacts& facts, Verdict& verdict) {
  for (const auto& [code, params] : facts.unsupported) verdict.note(code, false, generic, params);
  for (const auto& [code, params] : facts.deviations) verdict.tolerate(code, params);
}

// A level is what holds, not what is there: B-LT wants a good answer for every certificate, the authorities' too.
SignatureLevel levelOf(const SignatureFacts& facts, const SignatureReport& report, const ProvedTime& proved,
                       bool revocationComplete) {
  const auto isTyped = [](const CoveredFile& file) { return !file.mediaType.empty(); };
  if (!facts.signingTime || facts.signingCertificate.empty() || !std::ranges::all_of(report.files, isTyped)) {
    return SignatureLevel::none;
  }
  if (!proved.hasSignatureTimeStamp) return SignatureLevel::basicB;
  if (!revocationComplete) return SignatureLevel::basicT;
  return proved.hasArchiveTimeStamp ? SignatureLevel::basicLTA : SignatureLevel::basicLT;
}

// B-LT wants answers about the signature stamps' authorities as about the signer. What is known of an archive stamp's
// is kept with the next one: the last one's is judged by what is there, which may be nothing.
bool checkAuthorities(const ProvedTime& proved, const SignatureFacts& facts, const SignatureCertificates& certificates,
                      const ValidationPolicy& policy, Verdict& verdict) {
  bool complete = true;
  Verdict aside;
  const bool required = policy.revocation == ValidationPolicy::Revocation::required;
  RevocationCheck revocation{facts.revocation, certificates.others, proved.existence, policy,
                             required ? verdict : aside};
  for (const auto& [proof, chain, existed] : proved.stamps) {
    if (proof.kind == "signatureTimeStamp") complete &= revocation.complete(chain, {proof.time, existed, {}});
  }
  verdict.tolerate(std::move(aside));
  return complete;
}

// Of a certificate that has ended nobody can be asked any more: what shows that it was not revoked must have been kept
// (EN 319 102-1, 5.6.2.2).
void checkEnded(const Certificate& signer, const ValidationContext& context, Verdict& verdict) {
  if (context.policy.revocation == ValidationPolicy::Revocation::none || context.at < signer.notAfter()) return;
  verdict.note("notRevokedWhileValid", false, outOfBoundsNoPoe);
}

}  // namespace

SignatureReport validateSignature(const SignatureFacts& facts, const ValidationContext& context) {
  SignatureReport report;
  Verdict verdict{context.profile};
  report.id = facts.id;
  report.counterSigned = facts.counterSigned;
  report.claimedSigningTime = facts.signingTime;
  verdict.note("signatureForm", true, formatFailure);
  noteDeviations(facts, verdict);
  if (facts.counterSigned) verdict.note("counterSignedFound", facts.counterSignedFound, signedDataNotFound);

  verdict.note("propertiesSigned", facts.propertiesReference.has_value(), signedDataNotFound);
  const SignatureCertificates certificates = identifySigner(facts);
  verdict.note("signingCertificateFound", certificates.signer.has_value(), noSigningCertificateFound);
  if (!certificates.issuerAgrees) verdict.tolerate("signingCertificateIssuer");  // the digest alone decides
  const ReferencedBytes referenced = checkSignedData(facts, context, report, verdict);
  ProvedTime proved = proveTime(facts, certificates, referenced, context, verdict);
  ValidationContext then = context;  // the signature existed then, so it is judged as of then
  then.at = proved.signature.value_or(context.at);

  const auto* method = findSignatureMethod(facts.signatureMethod);
  report.algorithms = {facts.canonicalisation, facts.signatureMethod};
  report.algorithm = method != nullptr ? std::string{method->name} : facts.signatureMethod;
  checkAlgorithms(facts, method, certificates.signer, then, verdict);
  bool revocationComplete = false;
  if (certificates.signer) {
    const auto chain = checkSigner(certificates, facts, then, proved, verdict);
    RevocationCheck revocation{facts.revocation, certificates.others, proved.existence, context.policy, verdict};
    revocationComplete = revocation.complete(chain, {then.at, then.at, proved.content});
    if (!revocationComplete) checkEnded(*certificates.signer, context, verdict);
    revocationComplete &= checkAuthorities(proved, facts, certificates, context.policy, verdict);
  }
  checkCryptography(facts, method, certificates.signer, verdict);
  verdict.note("signingTimeStated", facts.signingTime.has_value(), sigConstraintsFailure);

  if (certificates.signer) {
    const Certificate& signer = *certificates.signer;
    report.signer = Signer{signer.subject(), signer.commonName(), signer.subjectSerialNumber(), facts.role,
                           toHex(signer.fingerprint())};
    report.signerCertificate = signer.der();
  }
  report.provedTime = proved.signature;
  for (auto& stamp : proved.stamps) report.timeProofs.push_back(std::move(stamp.proof));
  report.timeStamps = std::move(proved.reports);
  report.indication = verdict.indication();
  report.subIndication = verdict.subIndication();
  report.level = std::min(levelOf(facts, report, proved, revocationComplete), facts.highestLevel);
  report.evidenceRecord = context.evidence.has_value();
  report.checks = verdict.takeChecks();
  return report;
}

}  // namespace balalyk::signing
