#pragma once

#include "connectors/database/rows/ViewRow.h"
#include "pipeline/record/RecordTypes.h"

// Rows of the portal's views as records, and what of them cannot be read (RecordOrigin::unreadable). A row has the
// columns that RecordColumns.h names for its view.
namespace balalyk {

Application applicationFrom(const SqlRow& row);
MealSubsidy mealSubsidyFrom(const SqlRow& row);
// All rows of one kindergarten, at least one.
VoucherList voucherListFrom(const std::vector<SqlRow>& rows, std::chrono::year_month month);

}  // namespace balalyk
