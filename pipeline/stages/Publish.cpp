#include "pipeline/stages/Publish.h"

#include <algorithm>

#include "pipeline/record/RecentRecords.h"
#include "pipeline/stages/NumberedChairperson.h"
#include "pipeline/stages/RevocationFlags.h"
#include "signing/report/VerificationReport.h"
#include "signing/validation/OpenedContainer.h"
#include "signing/validation/SignerIdentity.h"

namespace balalyk {

namespace {

// The signature must cover exactly what was authorised: the same files with the same digests.
void requireSameFiles(const Document& document, const signing::SignatureReport& signature) {
  std::vector<StoredFile> covered;
  std::string record;
  for (const auto& file : signature.files) {
    if (file.name == "record.xml") {
      record = file.digest;
    } else {
      covered.push_back({.name = file.name, .digest = file.digest});
    }
  }
  if (contentDigest(covered, record) != document.contentDigest) {
    throw StageError(Disposition::quarantined, {"containerHoldsOtherFiles", {}});
  }
}

}  // namespace

std::vector<StageResult> Publish::run(std::span<const Claim> claims) {
  std::vector<StageResult> results;
  for (const auto& claim : claims) results.push_back(guarded(Stage::publish, [&] { return publish(claim); }));
  return results;
}

// Anybody whom a trusted authority knows can sign these very files. Of a list whose commission has another chairperson
// by now nobody knows the number.
void Publish::requireSignedByChairperson(const Claim& claim, const signing::SignatureReport& signature) {
  const auto known = recentRecord(claim.recordXml);
  const auto& record = *known;
  const auto chairperson = numberedChairperson(record, claim.document, records_);
  const bool numberless = std::holds_alternative<VoucherList>(record) && chairperson.serialNumber.empty();
  if (!numberless && !chairperson.is(signature.signer.value().serialNumber)) {
    throw StageError(Disposition::quarantined, {"containerOfAnotherPerson", {}});
  }
}

std::optional<Problem> Publish::requireInForce(const signing::OpenedContainer& container) {
  if (!services_) return std::nullopt;
  const auto certificates = signing::identifySigner(container.files.at(0).signatures.at(0).facts);
  const auto answer = services_->statusOf(*certificates.signer, certificates.others);
  switch (answer.status) {
    case SignerStatus::revoked:
      throw StageError(Disposition::quarantined, {"signatureOfRevoked", {}});
    case SignerStatus::unknown:
      throw StageError(Disposition::wait, {"signatureOfUnknown", {}});
    case SignerStatus::unanswered:
      if (whenUnanswered_ == WhenUnanswered::wait) throw StageError(Disposition::wait, answer.problem.value());
      break;
    case SignerStatus::good:
      break;
  }
  return answer.problem;
}

Published Publish::publish(const Claim& claim) {
  const auto& document = claim.document;
  const auto bytes = document.container ? store_.get(document.container->digest) : std::nullopt;
  if (!bytes) throw StageError(Disposition::quarantined, {"containerMissing", {}});
  // Judged at the time the signature claims: a document signed in time is not refused because publishing was late.
  const auto at = std::chrono::floor<std::chrono::seconds>(document.signAt.value_or(document.changedAt));
  signing::OpenedContainer container;
  const auto report = judges_.judge(document, *bytes, at, container);
  if (!report.passed() || report.signatures.size() != 1) {
    throw StageError(Disposition::quarantined,
                     {"signatureNotValid",
                      {{"indication", std::string(signing::toString(report.indication))},
                       {"subIndication", std::string(signing::toString(report.subIndication))}}});
  }
  requireSameFiles(document, report.signatures.front());
  if (!document.certificateDigest.empty() &&
      report.signatures.front().signer.value().certificateSha256 != document.certificateDigest) {
    throw StageError(Disposition::quarantined, {"containerOfOtherCertificate", {}});
  }
  requireSignedByChairperson(claim, report.signatures.front());
  const auto unanswered = requireInForce(container);
  return {.raise = report.signatures.front().level < wanted_, .flags = withRevocationFlag(document, unanswered)};
}

}  // namespace balalyk
