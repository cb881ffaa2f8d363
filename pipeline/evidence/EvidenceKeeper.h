#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "pipeline/Error.h"
#include "pipeline/evidence/EvidenceAssembler.h"
#include "pipeline/ports/PortalDatabase.h"
#include "signing/policy/ValidationPolicy.h"
#include "signing/time/TimeStampAuthority.h"

namespace balalyk {

struct EvidenceOutcome {
  std::int64_t covered = 0;       // containers sealed or rehashed, or time stamps renewed
  std::int64_t timeStamps = 0;    // asked for
  std::vector<Problem> problems;  // of single documents; the others are done
};

// Makes evidence (RFC 4998) for the whole archive. What it seals names the head of the audit trail too, so that the
// time stamp shows later that the trail was not rewritten. A tree's files and its time stamp are in the store before
// the transaction that names them, and which leaf is whose follows in steps that can be repeated. Killed at any point,
// either nothing was recorded, or the next run finishes it. Throws the ports' errors and signing::TransportError when
// no time stamp is to be had: what is unsealed stays so.
class EvidenceKeeper {
 public:
  // `pulse` is called again and again while it works.
  EvidenceKeeper(
      PortalDatabase& database, DocumentStore& store, signing::TimeStampSource& timeStamps,
      signing::ValidationPolicy policy, std::string actor, std::function<void()> pulse = [] {});

  // One time stamp over all published containers that have none yet, and over the head of the audit trail.
  EvidenceOutcome seal(std::stop_token stop);
  // One time stamp (per hash algorithm in use) over all the newest time stamps.
  EvidenceOutcome renew();
  // One time stamp over all sealed containers with their evidence so far, hashed again.
  EvidenceOutcome rehash(const signing::DigestMethod& method, std::stop_token stop);

 private:
  EvidenceSet stamp(EvidenceKind kind, const signing::DigestMethod& method, signing::TreeWriter& tree);
  std::string put(std::string_view content) { return store_.put(content); }
  void finishAssigning();

  // Adds the audit trail's head as a leaf; returns its address.
  std::string anchorAudit(const signing::DigestMethod& method, signing::TreeWriter& tree);

  PortalDatabase& database_;
  EvidenceLedger& ledger_;
  DocumentStore& store_;
  signing::TimeStampSource& timeStamps_;
  signing::ValidationPolicy policy_;
  std::string actor_;
  std::function<void()> pulse_;
};

// Until when a set's time stamp can be relied on by the policy: its authority's certificate and key, the algorithm.
Timestamp endOfUse(const EvidenceSet& set, const signing::ValidationPolicy& policy);

// Every file of the store that the ledger names, the trees' branches too.
void forEachEvidenceFile(EvidenceLedger& ledger, const DocumentStore& store,
                         const std::function<void(const std::string& digest)>& visit);

}  // namespace balalyk
