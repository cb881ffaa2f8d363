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
  std::vector<Finding> findings;                 // of the returned ones
  std::vector<std::string> changedAfterSigning;  // document ids
  // What is wrong with the views themselves; every row was taken all the same, but for those without a key.
  //   recordTimesMissing{view, count, key}  recordTimesInFuture{view, count, key}  cursorInFuture{view}
  //   recordsShownTwice{view, count, key}  recordsWithoutKey{view, count}
  std::vector<Problem> ofViews;
};

// Takes decided records from the portal's views and freezes each as a document. A record that cannot be right becomes a
// returned document with its problems; the others go on. Idempotent.
class Take {
 public:
  explicit Take(PortalDatabase& database) : database_(database) {}
  TakeSummary run(const std::string& actor, const TakeOptions& options);

 private:
  PortalDatabase& database_;
};

}  // namespace balalyk
