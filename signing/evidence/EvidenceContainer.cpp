#include "signing/evidence/EvidenceContainer.h"

#include <algorithm>
#include <set>

#include "signing/container/AsicPackage.h"
#include "signing/container/ContainerError.h"
#include "signing/container/EntryName.h"
#include "signing/container/StoredZipWriter.h"
#include "signing/crypto/Base64.h"
#include "signing/evidence/AsicManifest.h"
#include "signing/report/Verdict.h"
#include "signing/time/TimeStampToken.h"
#include "signing/xml/Document.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;

// Of a record's first tree. A record that cannot be read is added all the same: the validator says what is wrong.
const DigestMethod& algorithmOf(std::string_view record) {
  const DigestMethod* method = nullptr;
  try {
    const auto parsed = parseEvidenceRecord(record);
    const auto& stamp = parsed.chains.front().timeStamps.front();
    const auto& stated = stamp.digestAlgorithm;
    method = findDigestMethodByName(stated.empty() ? TimeStampToken::read(stamp.timeStamp).digestAlgorithm : stated);
  } catch (const SigningError&) {
    method = nullptr;
  }
  return method != nullptr ? *method : *findDigestMethod(kSha256Uri);
}

// In the algorithm of the record: what others read the manifest's digests for.
std::string writeManifest(const std::vector<EvidenceObject>& objects, std::string_view record,
                          const DigestMethod& method) {
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<asic:ASiCManifest xmlns:asic=\"" +
                    std::string{xml::kAsic} + "\" xmlns:ds=\"" + std::string{xml::kDs} +
                    "\">\n<asic:SigReference URI=\"" + entryNameToUri(record) + "\"/>\n";
  for (const auto& object : objects) {
    xml += "<asic:DataObjectReference URI=\"" + entryNameToUri(object.name) + "\">\n<ds:DigestMethod Algorithm=\"" +
           std::string{method.uri} + "\"/>\n<ds:DigestValue>" + toBase64(digestWith(method, object.content)) +
           "</ds:DigestValue>\n</asic:DataObjectReference>\n";
  }
  return xml + "</asic:ASiCManifest>\n";
}

// The files a manifest names, each held to the digest it states.
// Nothing when one of them is not there: the others are not a group.
std::optional<std::vector<EvidenceObject>> resolve(const AsicManifest& manifest, const AsicPackage& package,
                                                   Verdict& verdict) {
  std::vector<EvidenceObject> objects;
  bool whole = true;
  const auto& entries = package.archive.entries();
  for (const auto& reference : manifest.files) {
    const auto entry = std::ranges::find(entries, reference.name, &ZipEntry::name);
    const std::map<std::string, std::string> params{{"file", reference.name}};
    if (!verdict.note("evidenceFileFound", entry != entries.end(), signedDataNotFound, params)) {
      whole = false;
      continue;
    }
    const auto* method = findDigestMethod(reference.digestMethod);
    if (!verdict.note("evidenceManifestAlgorithmKnown", method != nullptr, cryptoConstraintsFailure, params)) {
      whole = false;
      continue;
    }
    verdict.note("evidenceManifestMatches", digestWith(*method, entry->content) == reference.digest, hashFailure,
                 params);
    objects.push_back({entry->name, entry->content});
  }
  return whole ? std::optional{objects} : std::nullopt;
}

// The gravest of the manifest's verdict and the record's.
void merge(EvidenceReport& report, Verdict& manifest) {
  if (isWorse(manifest.indication(), report.indication)) {
    report.indication = manifest.indication();
    report.subIndication = manifest.subIndication();
  }
  if (report.indication != Indication::totalPassed) report.provedTime.reset();
  auto checks = manifest.takeChecks();
  report.checks.insert(report.checks.begin(), std::make_move_iterator(checks.begin()),
                       std::make_move_iterator(checks.end()));
}

EvidenceReport failed(std::string file, Verdict& verdict) {
  EvidenceReport report;
  report.file = std::move(file);
  report.indication = verdict.indication();
  report.subIndication = verdict.subIndication();
  report.checks = verdict.takeChecks();
  return report;
}

struct Judge {
  const AsicPackage& package;
  const TrustAnchors& anchors;
  const ValidationPolicy& policy;
  std::chrono::sys_seconds at;
  std::set<std::string> named = {};  // records that a manifest named

  EvidenceReport judgeManifest(const ZipEntry& entry) {
    Verdict verdict;
    AsicManifest manifest;
    try {
      manifest = readAsicManifest(entry.content);
    } catch (const SigningError& error) {
      auto params = error.params();
      if (const auto detail = params.extract("reason"); !detail.empty()) params["detail"] = detail.mapped();
      params["reason"] = error.code();
      verdict.note("evidenceManifestForm", false, formatFailure, std::move(params));
      return failed(entry.name, verdict);
    }
    const auto record =
        std::ranges::find_if(package.evidenceRecords, [&](const ZipEntry* one) { return one->name == manifest.proof; });
    const bool once = named.insert(manifest.proof).second;
    const bool found = record != package.evidenceRecords.end() && once;
    if (!verdict.note("evidenceRecordFound", found, formatFailure, {{"file", manifest.proof}})) {
      return failed(entry.name, verdict);
    }
    const auto objects = resolve(manifest, package, verdict);
    if (!objects) return failed(manifest.proof, verdict);
    auto report = validateEvidence((*record)->content, *objects, anchors, policy, at);
    report.file = manifest.proof;
    checkAlgorithms(manifest, report, verdict);
    merge(report, verdict);
    return report;
  }

  // A digest that no record protects would be believed otherwise.
  static void checkAlgorithms(const AsicManifest& manifest, const EvidenceReport& report, Verdict& verdict) {
    if (report.digestAlgorithm.empty()) return;
    for (const auto& reference : manifest.files) {
      const auto* method = findDigestMethod(reference.digestMethod);
      verdict.note("evidenceManifestAlgorithmAgrees", method != nullptr && method->name == report.digestAlgorithm,
                   formatFailure, {{"file", reference.name}, {"algorithm", report.digestAlgorithm}});
    }
  }

  // In ASiC-S the one file is meant, without a manifest (4.3.3.2).
  EvidenceReport judgeAlone(const ZipEntry& record) {
    Verdict verdict;
    const bool simple = package.type == AsicType::simple && package.dataFiles.size() == 1;
    if (!verdict.note("evidenceManifestPresent", simple, formatFailure)) return failed(record.name, verdict);
    const EvidenceObject object{package.dataFiles[0]->name, package.dataFiles[0]->content};
    auto report = validateEvidence(record.content, {&object, 1}, anchors, policy, at);
    report.file = record.name;
    return report;
  }
};

}  // namespace

std::vector<EvidenceObject> evidenceObjects(const AsicPackage& package) {
  std::vector<EvidenceObject> objects;
  for (const ZipEntry& entry : package.archive.entries()) {
    const bool evidence = std::ranges::find(package.evidenceRecords, &entry) != package.evidenceRecords.end() ||
                          std::ranges::find(package.evidenceManifests, &entry) != package.evidenceManifests.end();
    if (entry.name != kMimetypeName && !evidence) objects.push_back({entry.name, entry.content});
  }
  return objects;
}

HashList evidenceHashes(std::string_view container, const DigestMethod& method) {
  const AsicPackage package = openAsic(container, {});
  HashList hashes;
  for (const auto& object : evidenceObjects(package)) hashes.push_back(digestWith(method, object.content));
  return hashes;
}

HashList renewedHashes(std::string_view container, const DigestMethod& method,
                       std::span<const ArchiveTimeStampChain> chains) {
  const std::string before = digestWith(method, encodeChains(chains));
  HashList hashes = evidenceHashes(container, method);
  for (auto& hash : hashes) hash = digestWith(method, hash + before);
  return hashes;
}

std::string addEvidenceRecord(std::string_view container, std::string_view record) {
  const AsicPackage package = openAsic(container, {});
  if (!package.evidenceRecords.empty()) throw ContainerError("containerNameTwice");
  StoredZipWriter writer{container.size() + record.size() + 4096};
  for (const ZipEntry& entry : package.archive.entries()) writer.add(entry.name, entry.content);
  writer.add(kEvidenceManifestName, writeManifest(evidenceObjects(package), kEvidenceRecordName, algorithmOf(record)));
  writer.add(kEvidenceRecordName, record);
  return writer.finish();
}

std::vector<EvidenceReport> validateEvidence(const AsicPackage& package, const TrustAnchors& anchors,
                                             const ValidationPolicy& policy, std::chrono::sys_seconds at) {
  std::vector<EvidenceReport> reports;
  Judge judge{package, anchors, policy, at};
  for (const ZipEntry* manifest : package.evidenceManifests) reports.push_back(judge.judgeManifest(*manifest));
  for (const ZipEntry* record : package.evidenceRecords) {
    if (!judge.named.contains(record->name)) reports.push_back(judge.judgeAlone(*record));
  }
  return reports;
}

}  // namespace balalyk::signing
