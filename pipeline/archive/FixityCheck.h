#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "pipeline/Error.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/FixityLog.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// Reads every file of the store that a row names and compares it with its digest: containers, present and former, what
// is drafted, a few documents at a time; at the end statements, receipts and evidence. Each step is kept when it is
// done: killed, it continues there, on whichever host. A step that was begun three times and came to no end is taken
// document by document, and a document that ends whoever reads it is a finding: the check passes on. While the store is
// away no step counts.
class FixityCheck {
 public:
  FixityCheck(PortalDatabase& database, DocumentStore& store, std::string actor,
              std::function<void(const Problem&)> trouble)
      : database_(database), store_(store), actor_(std::move(actor)), trouble_(std::move(trouble)) {}

  // Begins a check when the last one was begun longer ago than `every`, or continues the one under way, to its end or
  // until it is stopped. `pause`: between steps, so that others get at the store. True: one came to its end.
  bool run(std::chrono::milliseconds every, std::chrono::milliseconds pause, const std::stop_token& stop);

 private:
  bool step();  // false: it is at its end, or another host does it
  bool take(const FixityRun& run, int tries);
  bool storeIsAway() const;
  bool isRightlyGone(const std::string& documentId, const std::string& digest, bool drafted) const;
  void look(FixityStep& step, const std::string& documentId, const std::string& digest, bool mayBeGone) const;
  static void passOver(FixityStep& step, const FixityLog::Part& part, int tries);
  void lookAtOthers(FixityStep& step) const;  // files of no single document

  PortalDatabase& database_;
  DocumentStore& store_;
  std::string actor_;
  std::function<void(const Problem&)> trouble_;
};

}  // namespace balalyk
