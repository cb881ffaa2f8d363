#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/EvidenceLedger.h"
#include "signing/evidence/EvidenceRecord.h"
#include "signing/evidence/TreeFile.h"

namespace balalyk {

// Puts a container's evidence together from the ledger and the store: its leaf in the tree of its night, then each
// renewal. What it reads does not grow with the archive. Throws Error evidenceFileMissing{digest},
// evidenceLeafWrong{digest} and the ports' errors.
class EvidenceAssembler {
 public:
  EvidenceAssembler(EvidenceLedger& ledger, const DocumentStore& store) : ledger_(ledger), store_(store) {}

  // Empty: the container is not sealed.
  std::vector<signing::ArchiveTimeStampChain> chains(const std::string& digest, std::string_view container);
  // The container with its record and manifest; nullopt: it is not sealed.
  std::optional<std::string> withEvidence(const std::string& digest, std::string_view container);

  // The places that count: the first seal, then each rehash.
  std::vector<EvidencePlace> places(const std::string& digest);

  std::string file(const std::string& digest) const;
  signing::TreeReader& tree(const std::string& address);

 private:
  EvidenceLedger& ledger_;
  const DocumentStore& store_;
  std::map<std::string, std::unique_ptr<signing::TreeReader>> trees_;  // the last few
};

}  // namespace balalyk
