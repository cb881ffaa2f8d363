#include "pipeline/evidence/AnchorSearch.h"

#include "pipeline/actions/ReceiptXml.h"
#include "pipeline/evidence/EvidenceAssembler.h"
#include "signing/SigningError.h"
#include "signing/container/AsicPackage.h"

namespace balalyk {

namespace {

// nullopt too where what is there is damaged: that is found elsewhere.
std::optional<std::string> fileOf(const DocumentStore& store, const std::string& digest) {
  try {
    return store.get(digest);
  } catch (const Error& error) {
    if (error.problem().code != "storeDamaged") throw;
    return std::nullopt;
  }
}

}  // namespace

void AnchorSearch::inEvidence() {
  EvidenceAssembler assembler(database_.evidence(), store_);
  const auto now = std::chrono::floor<std::chrono::seconds>(database_.now());
  constexpr int kSetsAtOnce = 200;
  std::int64_t after = 0;
  for (auto sets = database_.evidence().all(after, kSetsAtOnce); !sets.empty();
       sets = database_.evidence().all(after, kSetsAtOnce)) {
    for (const auto& set : sets) {
      after = set.id;
      if (set.auditDigest.empty()) continue;
      const auto anchor = fileOf(store_, set.auditDigest);
      if (!anchor) continue;
      const auto head = readAuditAnchor(*anchor);
      bool proved = false;
      try {
        const auto container = assembler.withEvidence(set.auditDigest, *anchor);
        if (head && container) {
          // It has no signature, so the whole does not pass; its evidence record does.
          const auto report = validator_.verify(*container, now);
          proved = report.evidenceRecords.size() == 1 &&
                   report.evidenceRecords[0].indication == signing::Indication::totalPassed &&
                   report.evidenceRecords[0].provedTime == std::chrono::floor<std::chrono::seconds>(set.stampedAt);
        }
      } catch (const Error&) {
      } catch (const signing::SigningError&) {
      }
      if (head) anchors_.add(*head, set.auditDigest);
      if (!proved)
        problems_.push_back({"auditAnchorUnproved", {{"evidence", std::to_string(set.id)}, {"file", set.auditDigest}}});
    }
  }
}

void AnchorSearch::inReceipts() {
  for (const auto& authorisation : database_.authorisations().list("")) {
    if (authorisation.receiptDigest.empty()) continue;
    const auto receipt = fileOf(store_, authorisation.receiptDigest);
    if (receipt && !addReceipt(*receipt, authorisation.receiptDigest))
      problems_.push_back({"receiptNotValid", {{"id", authorisation.id}}});
  }
}

void AnchorSearch::inFiles(const std::vector<std::string>& digests) {
  for (const auto& digest : digests) {
    const auto content = fileOf(store_, digest);
    if (!content) continue;
    if (const auto head = readAuditAnchor(*content))
      anchors_.add(*head, digest);
    else
      addReceipt(*content, digest);
  }
}

// False: not a receipt whose signature holds.
bool AnchorSearch::addReceipt(const std::string& container, const std::string& file) {
  try {
    const auto package = signing::openAsic(container, {});
    const auto* xml = package.findData(kReceiptFile);
    if (!xml) return false;
    if (!validator_.verify(container, timeOfReceipt(xml->content)).passed()) return false;
    if (const auto head = headInReceipt(xml->content)) anchors_.add(*head, file);
    return true;
  } catch (const Error&) {
    return false;
  } catch (const signing::SigningError&) {
    return false;
  }
}

}  // namespace balalyk
