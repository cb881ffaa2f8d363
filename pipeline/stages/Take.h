#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

struct TakeOptions {
  // The views are read again from this long before the last row seen: a transaction of the portal that was still open
  // then shows its rows late. Taking twice changes nothing.
  std::chrono::milliseconds overlap{std::chrono::hours(24)};
  bool everything = false;  // from the beginning of the views
  int monthsBack = 0;       // voucher lists of how many months besides the current one
  int batch = 200;
  int publishedCompared = 20'000;  // of how many published documents a night asks whether the portal still shows them
  std::function<void()> onBatch = [] {};  // after each transaction
};

struct TakeSummary {
  std::map<Kind, int> taken;     // new documents and revisions that are due
  std::map<Kind, int> returned;  // taken, but the record cannot be right
  int unchanged = 0;
  struct Finding {
    std::string documentId;
    Kind kind{};
    std::vector<Problem> problems;
  };
  std::vector<Finding> findings;                  // of the returned ones
  std::vector<std::string> changedAfterSigning;   // document ids
  std::map<Kind, int> withdrawn;                  // under way, and no longer shown as decided
  std::vector<std::string> goneAfterPublication;  // document ids, found now: flagged, published as before
  // What is wrong with the views themselves; every row was taken all the same, but for those without a key.
  //   recordTimesMissing{view, count, key}  recordTimesInFuture{view, count, key}  cursorInFuture{view}
  //   recordsShownTwice{view, count, key}  recordsWithoutKey{view, count}  viewShowsNothing{view}
  //   viewUnreadable{view, detail}: nothing of this one was taken or compared
  std::vector<Problem> ofViews;
};

// Takes decided records from the portal's views and freezes each as a document. A record that cannot be right becomes a
// returned document with its problems; the others continue. What is under way already is compared with the views: what
// they show otherwise becomes a new revision, what they show no longer is withdrawn, what was returned is looked at
// again. Of what is published nothing is changed: what the portal shows no longer is flagged. Idempotent.
class Take {
 public:
  explicit Take(PortalDatabase& database) : database_(database) {}
  TakeSummary run(const std::string& actor, const TakeOptions& options);

 private:
  PortalDatabase& database_;
};

}  // namespace balalyk
