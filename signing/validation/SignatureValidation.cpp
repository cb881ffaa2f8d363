#include "signing/validation/SignatureValidation.h"

#include <openssl/err.h>

#include <set>

#include "signing/Handles.h"
#include "signing/container/EntryName.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/validation/ChainCheck.h"
#include "signing/validation/IssuerSerial.h"
#include "signing/validation/Verdict.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;

struct Certificates {
  std::optional<Certificate> signer;
  std::vector<Certificate> others;
};

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

// The signed property names the certificate (its first entry); KeyInfo merely carries it.
Certificates identify(const SignatureFacts& facts) {
  Certificates found;
  found.others = parseAll(facts.certificates);
  for (auto at = found.others.begin(); at != found.others.end() && !facts.signingCertificate.empty(); ++at) {
    if (!matches(facts.signingCertificate.front(), *at)) continue;
    found.signer = *at;
    found.others.erase(at);
    break;
  }
  return found;
}

// An algorithm that was good once is not the same as one that never was: a proof that the signature is older would
// help.
void noteUse(std::string code, ValidationPolicy::Use use, std::map<std::string, std::string> params, Verdict& verdict) {
  verdict.note(std::move(code), use == ValidationPolicy::Use::allowed,
               use == ValidationPolicy::Use::expired ? cryptoConstraintsFailureNoPoe : cryptoConstraintsFailure,
               std::move(params));
}

void checkAlgorithms(const SignatureFacts& facts, const SignatureMethod* method, const ValidationContext& context,
                     Verdict& verdict) {
  using Use = ValidationPolicy::Use;
  const auto& policy = context.policy;
  noteUse("signatureAlgorithmAllowed", method != nullptr ? policy.signatureUse(method->name, context.at) : Use::refused,
          {{"algorithm", method != nullptr ? std::string{method->name} : facts.signatureMethod}}, verdict);
  std::set<std::string> digests{facts.propertiesReference.digestMethod};
  for (const auto& reference : facts.dataReferences) digests.insert(reference.digestMethod);
  for (const auto& certificate : facts.signingCertificate) digests.insert(certificate.digestMethod);
  for (const auto& uri : digests) {
    const auto* digest = findDigestMethod(uri);
    noteUse("digestAlgorithmAllowed", digest != nullptr ? policy.digestUse(digest->name, context.at) : Use::refused,
            {{"algorithm", digest != nullptr ? std::string{digest->name} : uri}}, verdict);
  }
}

void checkSigner(const Certificates& certificates, const SignatureFacts& facts, const ValidationContext& context,
                 Verdict& verdict) {
  const Certificate& signer = *certificates.signer;
  noteUse("keySizeAllowed", context.policy.keyUse(signer.keyType(), signer.keyBits(), context.at),
          {{"bits", std::to_string(signer.keyBits())}}, verdict);
  const ChainResult chain = checkChain(signer, certificates.others, context.anchors, context.at);
  verdict.note("chainTrusted", chain.valid, chain.subIndication,
               chain.valid ? std::map<std::string, std::string>{}
                           : std::map<std::string, std::string>{{"reason", chain.reason}});
  verdict.note("keyUsageAllowed", signer.allowsSigning(), chainConstraintsFailure);
  if (facts.signingTime) {
    verdict.note("signingTimeWithinCertificate",
                 *facts.signingTime >= signer.notBefore() && *facts.signingTime <= signer.notAfter(),
                 sigConstraintsFailure);
  }
  if (context.pinnedSigner != nullptr) {
    verdict.note("signerIsExpected", signer == *context.pinnedSigner, sigConstraintsFailure);
  }
}

void checkData(const ReferenceFacts& reference, const std::string& name, std::string_view content,
               const SignatureFacts& facts, SignatureReport& report, Verdict& verdict) {
  const auto* method = findDigestMethod(reference.digestMethod);
  if (method == nullptr) return;  // told by checkAlgorithms
  const std::string digest = digestWith(*method, content);
  verdict.note("fileUnchanged", digest == reference.digestValue, hashFailure, {{"file", name}});
  const auto type = facts.mediaTypes.find(reference.id);
  const bool stated = type != facts.mediaTypes.end() && !type->second.empty();
  verdict.note("mediaTypeStated", stated, sigConstraintsFailure, {{"file", name}});
  report.files.push_back(
      {name, stated ? type->second : std::string{}, content.size(), std::string{method->name}, toHex(digest)});
}

using Files = std::map<std::string, std::string_view, std::less<>>;

// Every file a reference can mean by name. Nothing else exists here: no network, no file system.
Files filesOf(const ValidationContext& context) {
  Files files;
  for (const auto& file : context.files) files.emplace(file.name, file.content);
  if (context.package == nullptr) return files;
  for (const ZipEntry* file : context.package->dataFiles) files.emplace(file->name, file->content);
  return files;
}

void checkNamedFiles(const SignatureFacts& facts, const ValidationContext& context, SignatureReport& report,
                     Verdict& verdict) {
  const Files files = filesOf(context);
  std::set<std::string> covered;
  for (const auto& reference : facts.dataReferences) {
    const auto file = files.find(entryNameFromUri(reference.uri));
    if (!verdict.note("fileFound", file != files.end(), signedDataNotFound, {{"uri", reference.uri}})) continue;
    const std::string& name = file->first;
    if (!verdict.note("fileReferredOnce", covered.insert(name).second, formatFailure, {{"file", name}})) continue;
    if (!verdict.note("fileNotTransformed", reference.transforms.empty(), formatFailure, {{"file", name}})) continue;
    checkData(reference, name, file->second, facts, report, verdict);
  }
  for (const auto& [name, content] : files) {
    if (context.policy.everyFileCovered && !covered.contains(name)) {
      verdict.note("fileCovered", false, sigConstraintsFailure, {{"file", name}});
    }
  }
  verdict.note("everythingCovered", facts.enclosedParts == 0, sigConstraintsFailure);
}

void checkEnclosedFiles(const SignatureFacts& facts, SignatureReport& report, Verdict& verdict) {
  std::size_t covered = 0;
  for (const auto& reference : facts.dataReferences) {
    if (!verdict.note("fileFound", reference.enclosed.has_value(), signedDataNotFound, {{"uri", reference.uri}})) {
      continue;
    }
    ++covered;
    const auto name = facts.descriptions.find(reference.id);
    checkData(reference, name != facts.descriptions.end() ? name->second : reference.uri, *reference.enclosed, facts,
              report, verdict);
  }
  verdict.note("everythingCovered", covered == facts.enclosedParts, sigConstraintsFailure);
}

void checkCryptography(const SignatureFacts& facts, const SignatureMethod* method,
                       const std::optional<Certificate>& signer, Verdict& verdict) {
  const auto* digest = findDigestMethod(facts.propertiesReference.digestMethod);
  if (digest != nullptr) {
    verdict.note("propertiesUnchanged",
                 digestWith(*digest, facts.signedProperties) == facts.propertiesReference.digestValue, hashFailure);
  }
  if (method == nullptr || !signer) return;
  verdict.note("signatureValueMatches",
               verifySignature(*method, X509_get0_pubkey(signer->native()), facts.signedInfo, facts.signatureValue),
               sigCryptoFailure);
}

}  // namespace

SignatureReport validateSignature(const SignatureFacts& facts, const ValidationContext& context) {
  SignatureReport report;
  Verdict verdict;
  report.id = facts.id;
  report.claimedSigningTime = facts.signingTime;
  verdict.note("signatureForm", true, formatFailure);

  const Certificates certificates = identify(facts);
  verdict.note("signingCertificateFound", certificates.signer.has_value(), noSigningCertificateFound);
  const auto* method = findSignatureMethod(facts.signatureMethod);
  report.algorithm = method != nullptr ? std::string{method->name} : facts.signatureMethod;
  checkAlgorithms(facts, method, context, verdict);
  if (certificates.signer) checkSigner(certificates, facts, context, verdict);

  verdict.note("filesSigned", !facts.dataReferences.empty(), signedDataNotFound);
  if (context.package != nullptr || !context.files.empty()) {
    checkNamedFiles(facts, context, report, verdict);
  } else {
    checkEnclosedFiles(facts, report, verdict);
  }
  checkCryptography(facts, method, certificates.signer, verdict);
  verdict.note("signingTimeStated", facts.signingTime.has_value(), sigConstraintsFailure);

  if (certificates.signer) {
    const Certificate& signer = *certificates.signer;
    report.signer = Signer{signer.subject(), signer.commonName(), signer.subjectSerialNumber(), facts.role,
                           toHex(signer.fingerprint())};
  }
  report.indication = verdict.indication();
  report.subIndication = verdict.subIndication();
  const bool baseline = facts.signingTime && !facts.signingCertificate.empty();
  report.level = baseline ? SignatureLevel::basicB : SignatureLevel::none;
  report.checks = verdict.takeChecks();
  return report;
}

}  // namespace balalyk::signing
