#include "pipeline/evidence/EvidenceAssembler.h"

#include <limits>
#include <set>

#include "pipeline/Error.h"
#include "signing/evidence/EvidenceContainer.h"

namespace balalyk {

namespace {

constexpr std::size_t kTreesAtHand = 8;

const signing::DigestMethod& methodOf(const EvidenceSet& set) {
  const auto* method = signing::findDigestMethodByName(set.algorithm);
  if (method == nullptr) throw Error("evidenceAlgorithmUnknown", {{"algorithm", set.algorithm}});
  return *method;
}

}  // namespace

std::string EvidenceAssembler::file(const std::string& digest) const {
  auto content = store_.get(digest);
  if (!content) throw Error("evidenceFileMissing", {{"digest", digest}});
  return std::move(*content);
}

signing::TreeReader& EvidenceAssembler::tree(const std::string& address) {
  if (const auto found = trees_.find(address); found != trees_.end()) return *found->second;
  if (trees_.size() >= kTreesAtHand) trees_.clear();
  auto reader =
      std::make_unique<signing::TreeReader>(address, [this](const std::string& digest) { return file(digest); });
  return *trees_.emplace(address, std::move(reader)).first->second;
}

std::vector<EvidencePlace> EvidenceAssembler::places(const std::string& digest) {
  std::vector<EvidencePlace> counted;
  for (auto& place : ledger_.places(digest)) {
    const bool first = counted.empty() && place.set.kind == EvidenceKind::seal;
    const bool next = !counted.empty() && place.set.kind == EvidenceKind::rehash;
    if (first || next) counted.push_back(std::move(place));
  }
  return counted;
}

std::vector<signing::ArchiveTimeStampChain> EvidenceAssembler::chains(const std::string& digest,
                                                                      std::string_view container) {
  std::vector<signing::ArchiveTimeStampChain> chains;
  const auto counted = places(digest);
  for (std::size_t i = 0; i < counted.size(); ++i) {
    const auto& [set, leaf] = counted[i];
    const auto& method = methodOf(set);
    const auto group =
        i == 0 ? signing::evidenceHashes(container, method) : signing::renewedHashes(container, method, chains);
    auto& reader = tree(set.treeDigest);
    if (reader.leaf(static_cast<std::size_t>(leaf)).hash != signing::joinHashes(method, group)) {
      throw Error("evidenceLeafWrong", {{"digest", digest}});
    }
    auto& stamps = chains.emplace_back().timeStamps;
    stamps.push_back({set.algorithm, signing::reduceTree(group, reader.path(static_cast<std::size_t>(leaf))),
                      file(set.tokenDigest)});
    // Later renewals of a chain that a rehash ended are of other documents.
    const auto end = i + 1 < counted.size() ? counted[i + 1].set.id : std::numeric_limits<std::int64_t>::max();
    for (auto last = set; last.renewedBy && *last.renewedBy < end;) {
      const auto renewal = ledger_.set(*last.renewedBy);
      if (!renewal) throw Error("evidenceLeafWrong", {{"digest", digest}});
      auto path = tree(renewal->treeDigest).path(static_cast<std::size_t>(last.renewedLeaf.value_or(0)));
      const std::string before = signing::digestWith(method, stamps.back().timeStamp);
      stamps.push_back({set.algorithm, signing::reduceTree({before}, path), file(renewal->tokenDigest)});
      last = *renewal;
    }
  }
  return chains;
}

std::optional<std::string> EvidenceAssembler::withEvidence(const std::string& digest, std::string_view container) {
  signing::EvidenceRecord record{.chains = chains(digest, container)};
  if (record.chains.empty()) return std::nullopt;
  for (const auto& chain : record.chains) {
    record.digestAlgorithms.push_back(chain.timeStamps.front().digestAlgorithm);
  }
  return signing::addEvidenceRecord(container, signing::encodeEvidenceRecord(record));
}

}  // namespace balalyk
