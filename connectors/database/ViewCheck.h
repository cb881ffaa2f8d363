#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "connectors/database/Database.h"

namespace balalyk {

// What is wrong with the portal's views, before a night reads them.
struct ViewReport {
  // One fault, and in how many rows it is.
  struct Finding {
    Problem problem;
    std::int64_t count = 0;  // 0: of the view as a whole
    std::string key;         // the first of them
  };
  struct View {
    std::string name;
    std::int64_t rows = 0;
    std::vector<Finding> findings;
    // What an older view lacks; the records are read without it. viewColumnsLater{view, columns}
    std::vector<Problem> hints;
  };
  std::vector<View> views;

  bool fine() const;
};

// Reads all rows of all five views as the night does, and changes nothing. Of a view
//   viewMissing{view}  viewColumnMissing{view, column}  viewColumnType{view, column, found, wanted}
//   viewUnreadable{view, detail}  viewSlow{view, milliseconds}  viewTimesInSeconds{view}  viewAmountsUnusual{view}
//   recordTimesMissing, recordTimesInFuture, recordsShownTwice, recordsWithoutKey {view, count, key}
// of uploads: uploadSizesWrong{view, count, key}  uploadsTooLarge{view, count, key, limit}
//   uploadsMissing{view, count, key}
// of its rows: what RecordCheck finds, each kind once.
ViewReport checkViews(const std::string& connection, const DatabaseOptions& options = {});

}  // namespace balalyk
