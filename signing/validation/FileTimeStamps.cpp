#include "signing/validation/FileTimeStamps.h"

#include <algorithm>
#include <set>

#include "signing/SigningError.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/evidence/AsicManifest.h"
#include "signing/report/Verdict.h"
#include "signing/time/TokenCheck.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;

class Judge {
 public:
  Judge(const AsicPackage& package, const TrustAnchors& authorities, const ValidationPolicy& policy,
        std::chrono::sys_seconds at)
      : package_(package), authorities_(authorities), policy_(policy), at_(at) {}

  std::vector<EvidenceReport> judge() {
    std::vector<EvidenceReport> reports;
    for (const ZipEntry* manifest : package_.timeStampManifests) {
      if (auto report = judgeManifest(*manifest)) reports.push_back(*std::move(report));
    }
    for (const ZipEntry* token : package_.timeStamps) {
      if (!named_.contains(token->name)) reports.push_back(judgeAlone(*token));
    }
    return reports;
  }

 private:
  // Nothing when it names a signature of another kind, which is noted as not read.
  std::optional<EvidenceReport> judgeManifest(const ZipEntry& entry) {
    Verdict verdict;
    EvidenceReport report{.file = entry.name};
    AsicManifest manifest;
    try {
      manifest = readAsicManifest(entry.content);
    } catch (const SigningError& error) {
      verdict.note("fileTimeStampManifestForm", false, formatFailure, {{"reason", error.code()}});
      return concluded(std::move(report), verdict);
    }
    const auto isNamed = [&](const ZipEntry* one) { return one->name == manifest.proof; };
    if (std::ranges::any_of(package_.unknown, isNamed)) return std::nullopt;
    const auto token = std::ranges::find_if(package_.timeStamps, isNamed);
    const bool found = token != package_.timeStamps.end() && named_.insert(manifest.proof).second;
    if (!verdict.note("fileTimeStampFound", found, formatFailure, {{"file", manifest.proof}})) {
      return concluded(std::move(report), verdict);
    }
    report.file = manifest.proof;
    for (const auto& reference : manifest.files) checkFile(reference, report, verdict);
    verdict.note("fileTimeStampCoversSomething", !manifest.files.empty(), signedDataNotFound);
    checkStamp((*token)->content, entry.content, report, verdict);
    return concluded(std::move(report), verdict);
  }

  EvidenceReport judgeAlone(const ZipEntry& token) {
    Verdict verdict;
    EvidenceReport report{.file = token.name};
    const bool simple = package_.type == AsicType::simple && package_.dataFiles.size() == 1;
    if (verdict.note("fileTimeStampManifestPresent", simple, formatFailure)) {
      report.files.push_back(package_.dataFiles.front()->name);
      checkStamp(token.content, package_.dataFiles.front()->content, report, verdict);
    }
    return concluded(std::move(report), verdict);
  }

  void checkFile(const AsicManifest::Reference& reference, EvidenceReport& report, Verdict& verdict) {
    const auto& entries = package_.archive.entries();
    const auto entry = std::ranges::find(entries, reference.name, &ZipEntry::name);
    const std::map<std::string, std::string> params{{"file", reference.name}};
    if (!verdict.note("fileFound", entry != entries.end(), signedDataNotFound, params)) return;
    report.files.push_back(reference.name);
    const auto* method = findDigestMethod(reference.digestMethod);
    const std::string name = method != nullptr ? std::string{method->name} : reference.digestMethod;
    const auto breach = breachOfDigest(name, policy_, at_);
    verdict.note("digestAlgorithmAllowed", !breach, breach ? breach->subIndication : none, {{"algorithm", name}});
    if (method == nullptr) return;
    verdict.note("fileUnchanged", digestWith(*method, entry->content) == reference.digest, hashFailure, params);
  }

  void checkStamp(std::string_view der, std::string_view stamped, EvidenceReport& report, Verdict& verdict) {
    const std::string kind = "fileTimeStamp";
    try {
      const std::vector<Certificate> known;
      const auto token = TimeStampToken::read(der, known);
      const auto matches = token.covers(stamped);  // nothing: the algorithm is refused below
      if (matches) verdict.note("fileTimeStampMatches", *matches, hashFailure);
      Existence existence{at_, at_};
      static_cast<void>(checkToken(kind, token, at_, {known, authorities_, policy_}, existence, verdict));
      verdict.note("fileTimeStampNotLater", token.time <= at_, timestampOrderFailure);
      report.timeProofs.push_back({kind, token.time, token.authority.subject()});
    } catch (const SigningError& error) {
      verdict.note("fileTimeStampReads", false, formatFailure, {{"reason", error.code()}});
    }
  }

  static EvidenceReport concluded(EvidenceReport report, Verdict& verdict) {
    report.indication = verdict.indication();
    report.subIndication = verdict.subIndication();
    if (report.indication != Indication::totalPassed) {
      report.provedTime.reset();
    } else {
      report.provedTime = report.timeProofs.front().time;
    }
    report.checks = verdict.takeChecks();
    return report;
  }

  const AsicPackage& package_;
  const TrustAnchors& authorities_;
  const ValidationPolicy& policy_;
  std::chrono::sys_seconds at_;
  std::set<std::string> named_;  // tokens that a manifest named
};

}  // namespace

std::vector<EvidenceReport> validateFileTimeStamps(const AsicPackage& package, const TrustAnchors& authorities,
                                                   const ValidationPolicy& policy, std::chrono::sys_seconds at) {
  return Judge{package, authorities, policy, at}.judge();
}

}  // namespace balalyk::signing
