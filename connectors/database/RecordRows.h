#pragma once

#include "connectors/database/ViewRow.h"
#include "pipeline/record/RecordTypes.h"

// Rows of the portal's views as records, and what of them cannot be read (RecordOrigin::unreadable).
namespace balalyk {

Application applicationFrom(const SqlRow& row, const ViewColumns& columns);  // «application columns», sql/records.sql
MealSubsidy mealSubsidyFrom(const SqlRow& row, const ViewColumns& columns);  // «meal columns»
// All rows («holder columns») of one kindergarten, at least one.
VoucherList voucherListFrom(const std::vector<SqlRow>& rows, const ViewColumns& columns, std::chrono::year_month month);

}  // namespace balalyk
