#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"

namespace balalyk {

// One reading of every document's files against their digests.
struct FixityRun {
  std::int64_t id = 0;
  Timestamp begunAt{};
  std::optional<Timestamp> endedAt;  // nullopt: under way
  std::int64_t position = 0;         // up to which document (its sequence) it has come
  std::int64_t files = 0;            // that were read
  std::int64_t damaged = 0, missing = 0;
  std::int64_t carefulUntil = 0;  // a step before it is one document
};

// Files of one document that a run found to be not what they were.
struct FixityFinding {
  std::string documentId;  // empty: a file of no single document, as evidence
  Problem problem;         // storeDamaged{digest}, storeFileMissing{digest, owner}, evidenceFileMissing{digest},
                           // workGivenUp{attempts}
  Timestamp foundAt{};
};

struct FixityStep {
  std::int64_t position = 0;
  std::int64_t files = 0, damaged = 0, missing = 0;
  std::vector<FixityFinding> findings;
};

// Port, part of the portal database: how far the check of the store is, and what it found.
class FixityLog {
 public:
  virtual ~FixityLog() = default;
  virtual std::optional<FixityRun> last() = 0;
  virtual std::optional<FixityRun> lastEnded() = 0;
  // Begins one, unless one is under way: that is returned.
  virtual FixityRun begin() = 0;
  // A step begins. How many began at this place and came to no end, with this one; those within ten seconds are one.
  virtual int tries(const FixityRun& run) = 0;
  // Its end was heard, and was another's fault: it does not count.
  virtual void forgetTry(const FixityRun& run) = 0;
  virtual void goCarefully(const FixityRun& run, std::int64_t until) = 0;  // this step is its first try
  // False, and nothing is kept, when another did this step already.
  virtual bool add(const FixityRun& run, const FixityStep& step) = 0;
  virtual void end(const FixityRun& run, const std::string& actor) = 0;
  virtual std::vector<FixityFinding> findings(std::int64_t run, int limit) = 0;

  struct Named {
    std::string documentId;
    StoredFile file;
    bool mayBeGone = false;  // what was drafted is removed once it is published
  };
  struct Part {
    std::vector<Named> files;
    std::int64_t position = 0;  // after it
    bool last = false;
  };
  // The containers, present and former, and what was drafted, of the next documents.
  virtual Part filesAfter(std::int64_t position, int documents) = 0;
};

}  // namespace balalyk
