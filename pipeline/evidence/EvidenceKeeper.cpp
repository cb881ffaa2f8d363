#include "pipeline/evidence/EvidenceKeeper.h"

#include <algorithm>
#include <set>

#include "pipeline/evidence/AuditAnchor.h"
#include "signing/evidence/EvidenceContainer.h"
#include "signing/time/TimeStampToken.h"

namespace balalyk {

namespace {

constexpr int kContainersAtOnce = 500;
constexpr std::size_t kAssignedAtOnce = 2'000;

Timestamp toTimestampOf(std::chrono::sys_seconds time) {
  return std::chrono::time_point_cast<Timestamp::duration>(time);
}

// The last day of a rule, the best when several fit; nullopt: no end is known.
template <class Rules, class Fits>
std::optional<std::chrono::sys_seconds> endBy(const Rules& rules, const Fits& fits) {
  std::optional<std::chrono::sys_seconds> end = std::chrono::sys_seconds{};
  for (const auto& rule : rules) {
    if (!fits(rule)) continue;
    if (!rule.until) return std::nullopt;
    end = std::max(*end, *rule.until);
  }
  return end;
}

std::set<std::string> auditAnchorsOf(EvidenceLedger& ledger) {
  constexpr int kSetsAtOnce = 200;
  std::set<std::string> anchors;
  std::int64_t after = 0;
  for (auto sets = ledger.all(after, kSetsAtOnce); !sets.empty(); sets = ledger.all(after, kSetsAtOnce)) {
    for (const auto& set : sets) {
      if (!set.auditDigest.empty()) anchors.insert(set.auditDigest);
      after = set.id;
    }
  }
  return anchors;
}

// An algorithm's own end is the policy's of the day it is asked about: see endOfUse().
Timestamp validUntil(const signing::Certificate& authority, const signing::ValidationPolicy& policy) {
  auto until = authority.notAfter();
  const auto key = endBy(policy.keys, [&](const auto& rule) {
    return rule.type == authority.keyType() && authority.keyBits() >= rule.minBits;
  });
  if (key) until = std::min(until, *key);
  return toTimestampOf(until);
}

}  // namespace

Timestamp endOfUse(const EvidenceSet& set, const signing::ValidationPolicy& policy) {
  const auto end = endBy(policy.digests, [&](const auto& rule) { return rule.name == set.algorithm; });
  return end ? std::min(set.validUntil, toTimestampOf(*end)) : set.validUntil;
}

EvidenceKeeper::EvidenceKeeper(PortalDatabase& database, DocumentStore& store, signing::TimeStampSource& timeStamps,
                               signing::ValidationPolicy policy, std::string actor, std::function<void()> pulse)
    : database_(database),
      ledger_(database.evidence()),
      store_(store),
      timeStamps_(timeStamps),
      policy_(std::move(policy)),
      actor_(std::move(actor)),
      pulse_(std::move(pulse)) {}

EvidenceSet EvidenceKeeper::stamp(EvidenceKind kind, const signing::DigestMethod& method, signing::TreeWriter& tree) {
  const auto leaves = static_cast<std::int64_t>(tree.leaves());
  const auto [address, root] = tree.finish();
  const std::string token = timeStamps_.stampValue(method, root);
  const auto read = signing::TimeStampToken::read(token);
  return {.kind = kind,
          .algorithm = std::string(method.name),
          .treeDigest = address,
          .tokenDigest = store_.put(token),
          .leaves = leaves,
          .stampedAt = toTimestampOf(read.time),
          .validUntil = validUntil(read.authority, policy_)};
}

std::string EvidenceKeeper::anchorAudit(const signing::DigestMethod& method, signing::TreeWriter& tree) {
  const auto head = database_.audit().head();
  const auto anchor = auditAnchor(head, database_.now());
  auto address = store_.put(anchor);
  tree.add(signing::digestFromHex(address), signing::joinHashes(method, signing::evidenceHashes(anchor, method)));
  return address;
}

void EvidenceKeeper::finishAssigning() {
  EvidenceAssembler assembler(ledger_, store_);
  for (const auto& set : ledger_.unassigned()) {
    auto& tree = assembler.tree(set.treeDigest);
    for (auto first = static_cast<std::size_t>(set.assigned); first < tree.leaves(); first += kAssignedAtOnce) {
      pulse_();
      std::vector<std::string> digests;
      const std::size_t end = std::min(first + kAssignedAtOnce, tree.leaves());
      for (std::size_t leaf = first; leaf < end; ++leaf) digests.push_back(signing::toHex(tree.leaf(leaf).subject));
      ledger_.assign(set.id, static_cast<std::int64_t>(first), digests);
    }
  }
}

EvidenceOutcome EvidenceKeeper::seal(std::stop_token stop) {
  finishAssigning();
  EvidenceOutcome outcome;
  const auto& method = *signing::findDigestMethod(signing::kSha256Uri);
  signing::TreeWriter tree(method, [this](std::string_view content) { return put(content); });
  std::string after;
  for (auto batch = ledger_.unsealed(after, kContainersAtOnce); !batch.empty() && !stop.stop_requested();
       batch = ledger_.unsealed(after, kContainersAtOnce)) {
    for (const auto& [document, digest] : batch) {
      pulse_();
      try {
        const auto container = store_.get(digest);
        if (!container) throw Error("containerMissing", {});
        tree.add(signing::digestFromHex(digest),
                 signing::joinHashes(method, signing::evidenceHashes(*container, method)));
      } catch (const std::runtime_error&) {
        outcome.problems.push_back({"documentNotSealed", {{"document", document}}});
      }
    }
    after = batch.back().digest;
  }
  if (tree.leaves() == 0 || stop.stop_requested()) return outcome;
  outcome.covered = static_cast<std::int64_t>(tree.leaves());
  outcome.timeStamps = 1;
  const auto anchor = anchorAudit(method, tree);
  auto set = stamp(EvidenceKind::seal, method, tree);
  set.auditDigest = anchor;
  ledger_.recordSeal(set, actor_);
  finishAssigning();
  return outcome;
}

EvidenceOutcome EvidenceKeeper::renew() {
  finishAssigning();
  EvidenceOutcome outcome;
  std::map<std::string, std::vector<EvidenceSet>> byAlgorithm;
  for (auto& set : ledger_.current()) byAlgorithm[set.algorithm].push_back(std::move(set));
  const EvidenceAssembler assembler(ledger_, store_);
  for (const auto& [algorithm, sets] : byAlgorithm) {
    const auto* method = signing::findDigestMethodByName(algorithm);
    if (method == nullptr) throw Error("evidenceAlgorithmUnknown", {{"algorithm", algorithm}});
    signing::TreeWriter tree(*method, [this](std::string_view content) { return put(content); });
    std::vector<EvidenceLedger::Renewed> renewed;
    for (const auto& set : sets) {
      pulse_();
      renewed.push_back({set.id, static_cast<std::int64_t>(tree.leaves())});
      tree.add(signing::digestFromHex(set.tokenDigest), signing::digestWith(*method, assembler.file(set.tokenDigest)));
    }
    ledger_.recordRenewal(stamp(EvidenceKind::renewal, *method, tree), renewed, actor_);
    outcome.covered += static_cast<std::int64_t>(renewed.size());
    ++outcome.timeStamps;
  }
  return outcome;
}

EvidenceOutcome EvidenceKeeper::rehash(const signing::DigestMethod& method, std::stop_token stop) {
  finishAssigning();
  EvidenceOutcome outcome;
  EvidenceAssembler assembler(ledger_, store_);
  signing::TreeWriter tree(method, [this](std::string_view content) { return put(content); });
  const auto lastKnown = ledger_.last();
  const auto anchors = auditAnchorsOf(ledger_);
  std::int64_t count = 0;
  for (const auto& set : ledger_.withContainers()) {
    for (std::int64_t leaf = 0; leaf < set.leaves; ++leaf) {
      if (stop.stop_requested()) return outcome;
      pulse_();
      const auto subject = assembler.tree(set.treeDigest).leaf(static_cast<std::size_t>(leaf)).subject;
      const std::string digest = signing::toHex(subject);
      const auto places = assembler.places(digest);
      if (places.empty() || places.back().set.id != set.id) continue;  // sealed twice, or rehashed already
      try {
        const auto container = store_.get(digest);
        if (!container) throw Error("containerMissing", {});
        const auto chains = assembler.chains(digest, *container);
        tree.add(subject, signing::joinHashes(method, signing::renewedHashes(*container, method, chains)));
        if (!anchors.contains(digest)) ++count;
      } catch (const std::runtime_error&) {
        outcome.problems.push_back({"containerNotRehashed", {{"digest", digest}}});
      }
    }
  }
  if (tree.leaves() == 0) return outcome;
  const auto recorded =
      ledger_.recordRehash(stamp(EvidenceKind::rehash, method, tree), lastKnown, outcome.problems.empty(), actor_);
  if (!recorded) throw Error("evidenceChangedMeanwhile", {});
  outcome.covered = count;
  outcome.timeStamps = 1;
  finishAssigning();
  return outcome;
}

void forEachEvidenceFile(EvidenceLedger& ledger, const DocumentStore& store,
                         const std::function<void(const std::string& digest)>& visit) {
  EvidenceAssembler assembler(ledger, store);
  constexpr int kSetsAtOnce = 200;
  std::int64_t after = 0;
  for (auto sets = ledger.all(after, kSetsAtOnce); !sets.empty(); sets = ledger.all(after, kSetsAtOnce)) {
    for (const auto& set : sets) {
      visit(set.tokenDigest);
      if (!set.auditDigest.empty()) visit(set.auditDigest);
      visit(set.treeDigest);
      for (const auto& branch : assembler.tree(set.treeDigest).branches()) visit(branch);
      after = set.id;
    }
  }
}

}  // namespace balalyk
