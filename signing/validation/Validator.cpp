#include "signing/validation/Validator.h"

#include <algorithm>

#include "signing/container/ContainerError.h"
#include "signing/evidence/EvidenceContainer.h"
#include "signing/validation/PolicyCheck.h"
#include "signing/validation/SignatureValidation.h"
#include "signing/validation/Verdict.h"

namespace balalyk::signing {
namespace {

std::map<std::string, std::string> paramsOf(const SigningError& error) {
  auto params = error.params();
  params["reason"] = error.code();
  return params;
}

SignatureReport formFailure(std::string file, const SigningError& error) {
  Verdict verdict;
  verdict.note("signatureForm", false, SubIndication::formatFailure, paramsOf(error));
  SignatureReport report;
  report.file = std::move(file);
  report.indication = verdict.indication();
  report.subIndication = verdict.subIndication();
  report.checks = verdict.takeChecks();
  return report;
}

void verifyFile(const std::string& name, std::string_view xml, const xml::Limits& limits,
                const ValidationContext& context, VerificationReport& report) {
  try {
    const auto document = xml::Document::parse(xml, limits);
    for (const xmlNode* node : findSignatures(document)) {
      try {
        auto signature = validateSignature(extractFacts(document, node), context);
        signature.file = name;
        report.signatures.push_back(std::move(signature));
      } catch (const SigningError& error) {
        report.signatures.push_back(formFailure(name, error));
      }
    }
  } catch (const SigningError& error) {
    report.signatures.push_back(formFailure(name, error));
  }
}

void conclude(VerificationReport& report, Verdict& verdict) {
  if (report.signatures.empty() && verdict.indication() == Indication::totalPassed) {
    verdict.note("signaturePresent", false, SubIndication::formatFailure);
  }
  report.indication = verdict.indication();
  report.subIndication = verdict.subIndication();
  for (const auto& signature : report.signatures) {
    if (!isWorse(signature.indication, report.indication)) continue;
    report.indication = signature.indication;
    report.subIndication = signature.subIndication;
  }
  for (const auto& evidence : report.evidenceRecords) {
    if (onlyAged(evidence.subIndication)) continue;  // it proves nothing any more; the signatures were judged without it
    if (!isWorse(evidence.indication, report.indication)) continue;
    report.indication = evidence.indication;
    report.subIndication = evidence.subIndication;
  }
  report.checks = verdict.takeChecks();
}

bool looksLikeXml(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  const auto first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && bytes[first] == '<';
}

// A record that holds proves a signature's time when it covers the signature and every file of the container.
std::optional<TimeProof> evidenceFor(const ZipEntry& signature, const AsicPackage& package,
                                     const std::vector<EvidenceReport>& reports) {
  std::optional<TimeProof> best;
  for (const auto& report : reports) {
    const auto covers = [&](const ZipEntry* file) {
      return std::ranges::find(report.files, file->name) != report.files.end();
    };
    if (!report.provedTime || !covers(&signature) || !std::ranges::all_of(package.dataFiles, covers)) continue;
    if (!best || *report.provedTime < best->time) best = report.timeProofs.front();
  }
  return best;
}

void verifyContainer(std::string_view bytes, ValidationContext context, VerificationReport& report, Verdict& verdict) {
  try {
    const AsicPackage package = openAsic(bytes, {});
    report.format = package.type == AsicType::extended ? "ASiC-E" : "ASiC-S";
    verdict.note("containerForm", true, SubIndication::formatFailure);
    const bool single = package.type == AsicType::extended || package.dataFiles.size() == 1;
    verdict.note("containerHoldsOneFile", single, SubIndication::formatFailure);
    context.package = &package;
    report.evidenceRecords = validateEvidence(
        package, context.authorities != nullptr ? *context.authorities : context.anchors, context.policy, context.at);
    for (const ZipEntry* file : package.signatures) {
      context.evidence = evidenceFor(*file, package, report.evidenceRecords);
      verifyFile(file->name, file->content, {}, context, report);
    }
  } catch (const ContainerError& error) {
    verdict.note("containerForm", false, SubIndication::formatFailure, paramsOf(error));
  }
}

VerificationReport verifyWith(std::string_view bytes, ValidationContext context) {
  FileDigests digests;
  context.digests = &digests;
  VerificationReport report;
  report.format = "unknown";
  report.validationTime = context.at;
  Verdict verdict;
  if (looksLikeXml(bytes)) {
    report.format = "XAdES";
    constexpr std::size_t kMaxBytes = std::size_t{128} << 20;
    verifyFile("", bytes, {.bytes = kMaxBytes, .depth = 32}, context, report);
  } else {
    verifyContainer(bytes, context, report, verdict);
  }
  conclude(report, verdict);
  return report;
}

}  // namespace

Validator::Validator(TrustAnchors anchors, ValidationPolicy policy)
    : anchors_(std::move(anchors)), policy_(std::move(policy)) {}

Validator::Validator(TrustAnchors anchors, TrustAnchors authorities, ValidationPolicy policy)
    : anchors_(std::move(anchors)), authorities_(std::move(authorities)), policy_(std::move(policy)) {}

ValidationContext Validator::contextAt(std::chrono::sys_seconds at) const {
  return {.anchors = anchors_, .policy = policy_, .at = at, .authorities = authorities_ ? &*authorities_ : &anchors_};
}

VerificationReport Validator::verify(std::string_view bytes, std::chrono::sys_seconds at) const {
  return verifyWith(bytes, contextAt(at));
}

VerificationReport Validator::verify(std::string_view bytes, std::chrono::sys_seconds at,
                                     const Certificate& pinnedSigner) const {
  auto context = contextAt(at);
  context.pinnedSigner = &pinnedSigner;
  return verifyWith(bytes, context);
}

VerificationReport Validator::verifyDetached(std::string_view signature, std::span<const DataFile> files,
                                             std::chrono::sys_seconds at) const {
  auto context = contextAt(at);
  context.files = files;
  return verifyWith(signature, context);
}

VerificationReport verify(std::string_view bytes, const TrustAnchors& anchors, const ValidationPolicy& policy,
                          std::chrono::sys_seconds at) {
  return Validator{anchors, policy}.verify(bytes, at);
}

}  // namespace balalyk::signing
