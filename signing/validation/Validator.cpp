#include "signing/validation/Validator.h"

#include <algorithm>

#include "signing/Effort.h"
#include "signing/container/ContainerError.h"
#include "signing/evidence/EvidenceContainer.h"
#include "signing/policy/PolicyCheck.h"
#include "signing/report/Verdict.h"
#include "signing/validation/FileTimeStamps.h"
#include "signing/validation/SignatureValidation.h"

namespace balalyk::signing {
namespace {

std::map<std::string, std::string> paramsOf(const SigningError& error) {
  auto params = error.params();
  params["reason"] = error.code();
  return params;
}

// What cannot be read is broken, or not supported here.
SignatureReport formFailure(std::string file, const SigningError& error) {
  Verdict verdict;
  const bool unsupported = dynamic_cast<const FormatUnsupported*>(&error) != nullptr ||
                           dynamic_cast<const xml::XmlUnsupported*>(&error) != nullptr;
  if (unsupported) {
    verdict.note("signatureSupported", false, SubIndication::generic, paramsOf(error));
  } else {
    verdict.note("signatureForm", false, SubIndication::formatFailure, paramsOf(error));
  }
  SignatureReport report;
  report.file = std::move(file);
  report.indication = verdict.indication();
  report.subIndication = verdict.subIndication();
  report.checks = verdict.takeChecks();
  return report;
}

void verifyFile(const std::string& name, std::string_view xml, xml::Limits limits, const ValidationContext& context,
                VerificationReport& report) {
  limits.foreignIds = context.profile == ContainerProfile::foreign;
  try {
    OpenedContainer::File file{name, xml, xml::Document::parse(xml, limits), {}};
    for (const xmlNode* node : findSignatures(file.document)) {
      try {
        auto facts = extractFacts(file.document, node);
        auto signature = validateSignature(facts, context);
        signature.file = name;
        report.signatures.push_back(std::move(signature));
        if (context.opened != nullptr) file.signatures.push_back({node, std::move(facts)});
      } catch (const SigningError& error) {
        report.signatures.push_back(formFailure(name, error));
      }
    }
    if (context.opened != nullptr) context.opened->files.push_back(std::move(file));
  } catch (const SigningError& error) {
    report.signatures.push_back(formFailure(name, error));
  }
}

// A proof of time that has only aged proves nothing any more; the signatures were judged without it.
void countEvidence(const EvidenceReport& evidence, VerificationReport& report) {
  if (onlyAged(evidence.subIndication) || !isWorse(evidence.indication, report.indication)) return;
  report.indication = evidence.indication;
  report.subIndication = evidence.subIndication;
}

void conclude(VerificationReport& report, Verdict& verdict) {
  if (report.signatures.empty() && verdict.indication() == Indication::totalPassed) {
    // A proof of time alone says nothing about who answers for the files.
    const bool provesTime = !report.evidenceRecords.empty() || !report.timeStamps.empty();
    verdict.note("signaturePresent", false, provesTime ? SubIndication::generic : SubIndication::formatFailure);
  }
  report.indication = verdict.indication();
  report.subIndication = verdict.subIndication();
  for (const auto& signature : report.signatures) {
    if (!isWorse(signature.indication, report.indication)) continue;
    report.indication = signature.indication;
    report.subIndication = signature.subIndication;
  }
  for (const auto& evidence : report.evidenceRecords) countEvidence(evidence, report);
  if (report.signatures.empty()) {
    for (const auto& stamp : report.timeStamps) countEvidence(stamp, report);
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

// What a container holds beside data and XAdES. Signatures that are not judged leave the verdict open.
void checkContent(const AsicPackage& package, Verdict& verdict) {
  if (package.type == AsicType::simple) {  // EN 319 162-1, 4.3.3.2: one file, in the root
    verdict.note("containerHoldsOneFile", package.dataFiles.size() == 1, SubIndication::formatFailure);
    const bool inRoot = package.dataFiles.front()->name.find('/') == std::string::npos;
    verdict.note("containerFileInRoot", inRoot, SubIndication::formatFailure,
                 {{"file", package.dataFiles.front()->name}});
  }
  for (const auto& name : package.missing) {
    verdict.note("listedFileFound", false, SubIndication::signedDataNotFound, {{"file", name}});
  }
  for (const auto& deviation : package.deviations) verdict.tolerate(deviation.code, deviation.params);
  for (const ZipEntry* entry : package.unknown) {
    if (entry->name == "META-INF/container.xml" || entry->name == "META-INF/metadata.xml") {  // of OCF, 4.4.3.2
      verdict.tolerate("metaFileKnown", {{"file", entry->name}});
    } else {
      verdict.note("metaFileKnown", false, SubIndication::generic, {{"file", entry->name}});
    }
  }
}

// Signed files of kinds that are known, but not read here.
std::optional<std::string> foreignFormat(std::string_view bytes) {
  constexpr std::string_view kLongSequence = "\x30\x82", kLongerSequence = "\x30\x83", kOpenSequence = "\x30\x80";
  if (bytes.starts_with("%PDF-")) return "PDF";
  if (bytes.starts_with(kLongSequence) || bytes.starts_with(kLongerSequence) || bytes.starts_with(kOpenSequence)) {
    return "CMS";
  }
  if (bytes.starts_with("{")) return "JSON";
  return std::nullopt;
}

void verifyContainer(std::string_view bytes, ValidationContext context, VerificationReport& report, Verdict& verdict) {
  try {
    AsicPackage package = openAsic(bytes, context.limits, context.profile);
    report.format = package.type == AsicType::extended ? "ASiC-E" : "ASiC-S";
    verdict.note("containerForm", true, SubIndication::formatFailure);
    checkContent(package, verdict);
    context.package = &package;
    const auto& authorities = context.authorities != nullptr ? *context.authorities : context.anchors;
    report.evidenceRecords = validateEvidence(package, authorities, context.policy, context.at);
    report.timeStamps = validateFileTimeStamps(package, authorities, context.policy, context.at);
    for (const ZipEntry* file : package.signatures) {
      context.evidence = evidenceFor(*file, package, report.evidenceRecords);
      verifyFile(file->name, file->content, {}, context, report);
    }
    if (context.opened != nullptr) context.opened->package = std::move(package);
  } catch (const ContainerUnsupported& error) {
    verdict.note("containerSupported", false, SubIndication::generic, paramsOf(error));
  } catch (const ContainerError& error) {
    verdict.note("containerForm", false, SubIndication::formatFailure, paramsOf(error));
  }
}

void judge(std::string_view bytes, const ValidationContext& context, VerificationReport& report, Verdict& verdict) {
  if (looksLikeXml(bytes)) {
    report.format = "XAdES";
    constexpr std::size_t kMaxBytes = std::size_t{128} << 20;
    constexpr int kMaxDepth = 200;
    verifyFile("", bytes, {.bytes = kMaxBytes, .depth = kMaxDepth}, context, report);
  } else if (const auto format = foreignFormat(bytes)) {
    verdict.note("formatSupported", false, SubIndication::generic, {{"format", *format}});
  } else {
    verifyContainer(bytes, context, report, verdict);
  }
}

std::size_t sizeOf(std::string_view bytes, std::span<const DataFile> files) {
  std::size_t size = bytes.size();
  for (const auto& file : files) size += file.content.size();
  return size;
}

VerificationReport verifyWith(std::string_view bytes, ValidationContext context) {
  FileDigests digests;
  context.digests = &digests;
  VerificationReport report;
  report.format = "unknown";
  report.validationTime = context.at;
  Verdict verdict{context.profile};
  const Effort effort{sizeOf(bytes, context.files)};
  try {
    judge(bytes, context, report, verdict);
  } catch (const EffortSpent& spent) {  // what was judged until then is not all there is
    report = {.validationTime = context.at, .format = report.format};
    if (context.opened != nullptr) *context.opened = {};
    verdict = Verdict{context.profile};
    verdict.note("withinLimits", false, SubIndication::generic, {{"reason", spent.what()}});
    report.indication = verdict.indication();
    report.subIndication = verdict.subIndication();
    report.checks = verdict.takeChecks();
    return report;
  }
  conclude(report, verdict);
  return report;
}

}  // namespace

Validator::Validator(TrustAnchors anchors, ValidationPolicy policy)
    : anchors_(std::move(anchors)), policy_(std::move(policy)) {}

Validator::Validator(TrustAnchors anchors, TrustAnchors authorities, ValidationPolicy policy)
    : anchors_(std::move(anchors)), authorities_(std::move(authorities)), policy_(std::move(policy)) {}

Validator& Validator::within(const ContainerLimits& limits) {
  limits_ = limits;
  return *this;
}

ValidationContext Validator::contextAt(std::chrono::sys_seconds at) const {
  return {.anchors = anchors_,
          .policy = policy_,
          .at = at,
          .authorities = authorities_ ? &*authorities_ : &anchors_,
          .limits = limits_};
}

VerificationReport Validator::verify(std::string_view bytes, std::chrono::sys_seconds at,
                                     ContainerProfile profile) const {
  auto context = contextAt(at);
  context.profile = profile;
  return verifyWith(bytes, context);
}

VerificationReport Validator::verify(std::string_view bytes, std::chrono::sys_seconds at,
                                     OpenedContainer& opened) const {
  auto context = contextAt(at);
  context.profile = ContainerProfile::own;
  context.opened = &opened;
  return verifyWith(bytes, context);
}

VerificationReport Validator::verify(std::string_view bytes, std::chrono::sys_seconds at,
                                     const Certificate& pinnedSigner) const {
  auto context = contextAt(at);
  context.pinnedSigner = &pinnedSigner;
  context.profile = ContainerProfile::own;
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
