#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"

namespace balalyk {

// One time stamp over one hash tree (RFC 4998): of containers (seal), of older time stamps (renewal), or of containers
// with all their evidence so far, by a new algorithm (rehash).
enum class EvidenceKind { seal, renewal, rehash };

struct EvidenceSet {
  std::int64_t id = 0;  // grows
  EvidenceKind kind{};
  std::string algorithm;    // "SHA-256"
  std::string treeDigest;   // of the tree's first file, in the document store
  std::string tokenDigest;  // of the time stamp, in the document store
  std::string auditDigest;  // seal: a leaf that names the head of the audit trail, in the document store; may be empty
  std::int64_t leaves = 0;
  Timestamp stampedAt{};
  Timestamp validUntil{};                   // how long the time stamp can be checked without a renewal
  std::int64_t assigned = 0;                // leaves that are known by their container
  std::optional<std::int64_t> renewedBy;    // the set whose tree covers this one's time stamp …
  std::optional<std::int64_t> renewedLeaf;  // … and where
  bool closed = false;                      // a rehash took all of it over
};

struct EvidencePlace {
  EvidenceSet set;
  std::int64_t leaf = 0;
};

struct UnsealedContainer {
  std::string documentId;
  std::string digest;
};

// Part of the portal database: which time stamp proves which container. Containers are known by their digest, so that
// one that was upgraded is simply a new thing to seal.
class EvidenceLedger {
 public:
  virtual ~EvidenceLedger() = default;

  // Published containers (those of superseded revisions too) without evidence, by digest, after the one given.
  virtual std::vector<UnsealedContainer> unsealed(const std::string& afterDigest, int limit) = 0;
  virtual std::int64_t countUnsealed() = 0;

  struct Renewed {
    std::int64_t set = 0;
    std::int64_t leaf = 0;
  };
  // A new set and its audit entry, in one transaction; returns its id. A renewal names the sets it covers: one that was
  // renewed meanwhile stays with its first renewal. A rehash names the last set it knew and whether it took everything
  // over: nullopt, and nothing is recorded, when there is a newer renewal or rehash.
  virtual std::int64_t recordSeal(const EvidenceSet& set, const std::string& actor) = 0;
  virtual std::int64_t recordRenewal(const EvidenceSet& set, std::span<const Renewed> renewed,
                                     const std::string& actor) = 0;
  virtual std::optional<std::int64_t> recordRehash(const EvidenceSet& set, std::int64_t lastKnown, bool whole,
                                                   const std::string& actor) = 0;
  // Leaves from `first` on belong to these containers. Repeating it changes nothing.
  virtual void assign(std::int64_t set, std::int64_t first, std::span<const std::string> digests) = 0;

  virtual std::optional<EvidenceSet> set(std::int64_t id) = 0;
  virtual std::int64_t last() = 0;                        // id of the newest set; 0 when there is none
  virtual std::vector<EvidenceSet> unassigned() = 0;      // seals and rehashes, not all of whose leaves are assigned
  virtual std::vector<EvidenceSet> current() = 0;         // neither renewed nor closed: what a renewal must cover
  virtual std::vector<EvidenceSet> withContainers() = 0;  // seals and rehashes that are not closed
  virtual std::vector<EvidenceSet> all(std::int64_t after, int limit) = 0;
  // Where a container has its leaves, the oldest first.
  virtual std::vector<EvidencePlace> places(const std::string& containerDigest) = 0;
};

}  // namespace balalyk
