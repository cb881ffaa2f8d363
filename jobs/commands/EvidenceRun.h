#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "pipeline/evidence/EvidenceKeeper.h"

namespace balalyk {

struct Session;

// What stands in the ledger, and what has to be done about it.
struct EvidenceStatus {
  std::int64_t sealed = 0, unsealed = 0;
  std::int64_t timeStamps = 0;          // that no later one covers
  std::vector<std::string> algorithms;  // of their trees
  std::optional<Timestamp> oldest;      // when the oldest of them was made
  std::optional<Timestamp> end;         // until when the first of them can be relied on, by the policy
  std::optional<Timestamp> due;         // when a renewal should be made
  bool renewalDue = false;
  std::vector<std::string> endingAlgorithms;  // a time-stamp renewal does not help these: they need a new hash tree
};

EvidenceStatus evidenceStatus(Session& session);
EvidenceKeeper evidenceKeeper(Session& session, const std::string& actor);

// After a night: seals what was published, renews when it is time. What cannot be done now is told in `troubles` and
// made up for in the next night.
void keepEvidence(Session& session, const std::string& actor, std::stop_token stop, std::vector<Problem>& troubles);

}  // namespace balalyk
