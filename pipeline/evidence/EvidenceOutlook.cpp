#include "pipeline/evidence/EvidenceOutlook.h"

#include <limits>

#include "pipeline/evidence/EvidenceAssembler.h"
#include "pipeline/evidence/EvidenceKeeper.h"

namespace balalyk {

EvidenceOutlook evidenceOutlook(EvidenceLedger& ledger, const DocumentStore& store, const std::string& containerDigest,
                                const signing::ValidationPolicy& policy) {
  EvidenceOutlook outlook;
  const auto add = [&](const EvidenceSet& set) {
    outlook.stamps.push_back({set.kind, set.algorithm, set.stampedAt, endOfUse(set, policy)});
  };
  const auto places = EvidenceAssembler(ledger, store).places(containerDigest);
  for (std::size_t i = 0; i < places.size(); ++i) {
    // A renewal that came after a rehash is of others.
    const auto end = i + 1 < places.size() ? places[i + 1].set.id : std::numeric_limits<std::int64_t>::max();
    add(places[i].set);
    for (auto last = places[i].set; last.renewedBy && *last.renewedBy < end;) {
      const auto renewal = ledger.set(*last.renewedBy);
      if (!renewal) break;
      add(*renewal);
      last = *renewal;
    }
  }
  if (!outlook.stamps.empty()) outlook.provedUntil = outlook.stamps.back().provedUntil;
  return outlook;
}

}  // namespace balalyk
