#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/EvidenceLedger.h"
#include "signing/policy/ValidationPolicy.h"

namespace balalyk {

// One time stamp that proves a container: over its night's tree, or over the time stamp before it.
struct EvidenceStamp {
  EvidenceKind kind{};
  std::string algorithm;
  Timestamp stampedAt{};
  Timestamp provedUntil{};  // by this one, if nothing renews it
};

// What proves a container, the oldest time stamp first, and until when. Of the ledger alone: no file is read.
struct EvidenceOutlook {
  std::vector<EvidenceStamp> stamps;
  std::optional<Timestamp> provedUntil;  // nullopt: it is not sealed
};

EvidenceOutlook evidenceOutlook(EvidenceLedger& ledger, const DocumentStore& store, const std::string& containerDigest,
                                const signing::ValidationPolicy& policy);

}  // namespace balalyk
