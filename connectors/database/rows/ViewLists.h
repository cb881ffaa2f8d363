#pragma once

#include <functional>

#include "connectors/database/rows/ViewRow.h"

// The JSON columns of the portal's views. Every documented key must be there: a mistyped one would lose what it says
// without a word. An entry that cannot be read is a problem of the record, never left out.
namespace balalyk {

// "position_ky" as a key of JSON: "positionKy".
std::string jsonKey(std::string_view column);

using VisitEntry = std::function<void(const ViewCells&)>;
// The entries of a list, which are objects.
void forEachEntry(const ViewCells& row, const std::string& column, const VisitEntry& visit);
// One object, not a list; none when the column is NULL.
void visitObject(const ViewCells& row, const std::string& column, const VisitEntry& visit);

}  // namespace balalyk
