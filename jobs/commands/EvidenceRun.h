#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "pipeline/engine/Observer.h"
#include "pipeline/evidence/EvidenceKeeper.h"

namespace balalyk {

struct Session;

// What is in the ledger, and what has to be done about it.
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
// The making of evidence, by one worker of all hosts at a time: two would pay two time stamps for the same. No time
// stamp is asked for once another has taken over. Throws Error evidenceBusy when another is at it.
class EvidenceRun {
 public:
  EvidenceRun(Session& session, const std::string& worker, const std::string& actor, Observer& observer);
  ~EvidenceRun();
  EvidenceKeeper& keeper();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// After a night: seals what was published, renews when it is time. What cannot be done now is reported in `troubles`
// and made up for in the next night.
void keepEvidence(Session& session, const std::string& worker, std::stop_token stop, Observer& observer,
                  std::vector<Problem>& troubles);

}  // namespace balalyk
