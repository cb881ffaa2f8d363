#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/database/session/SqlSession.h"
#include "pipeline/document/Document.h"
#include "pipeline/record/RecordFields.h"

// The columns that hold the fields of records, from their description (RecordFields.h).
namespace balalyk {

inline std::string columnIn(const std::string& prefix, std::string_view column) {
  return prefix.empty() || column.empty() ? prefix + std::string(column) : prefix + "_" + std::string(column);
}

// All that are read of the view of a source's records (portalView()), each once.
std::vector<std::string> viewColumns(Source source);
// Those that a view may lack: FieldRules::addedLater.
std::vector<std::string> laterViewColumns(Source source);

// The portal's own tables (migrations/001) hold what is a record's own; of what it refers to (a commission, a
// kindergarten) the identifier, of its lists nothing.
struct TableCell {
  std::string column;
  SqlValue value;
};
std::vector<TableCell> tableCells(const Commission& commission);
std::vector<TableCell> tableCells(const Member& member);
std::vector<TableCell> tableCells(const BenefitCategory& category);
std::vector<TableCell> tableCells(const Kindergarten& kindergarten);
std::vector<TableCell> tableCells(const Application& application);
std::vector<TableCell> tableCells(const MealSubsidy& meal);
std::vector<TableCell> tableCells(const VoucherHolder& voucher);

// The columns of tableCells(), by what is put: "commission", "member", "benefit category", "kindergarten",
// "application", "meal", "voucher". Anything else is a mistake in this program: throws std::logic_error.
std::vector<std::string> tableColumns(std::string_view what);

}  // namespace balalyk
