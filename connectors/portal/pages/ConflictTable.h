#pragma once

#include <string>
#include <vector>

#include "connectors/portal/web/ViewData.h"
#include "connectors/texts/Messages.h"

// Two who changed the same, in three columns, for the view «_conflict».
namespace balalyk {

struct ConflictField {
  std::string label;
  std::string before, theirs, yours;  // each may have several lines
};

// Fields that differ come first, those that both changed before all others; of each, the lines that are new or gone
// are marked. What is the same everywhere is listed below. `beforeKnown` false: that version is no longer kept, and
// theirs is compared with yours.
void showConflict(web::ViewData& data, const std::vector<ConflictField>& fields, const Messages& messages,
                  bool beforeKnown = true);

// Of `lines`, those that `others` do not have in the same order.
std::vector<bool> linesBeyond(const std::vector<std::string>& lines, const std::vector<std::string>& others);

}  // namespace balalyk
