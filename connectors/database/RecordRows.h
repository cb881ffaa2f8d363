#pragma once

#include "connectors/database/SqlSession.h"
#include "pipeline/domain/Records.h"

// Rows of the portal's views as records. What cannot be read is left out: RecordCheck says what is missing.
namespace balalyk {

Application applicationFrom(const SqlRow& row);  // «application columns» of sql/records.sql
MealSubsidy mealSubsidyFrom(const SqlRow& row);  // «meal columns»
// All rows («holder columns») of one kindergarten, at least one.
VoucherList voucherListFrom(const std::vector<SqlRow>& rows, std::chrono::year_month month);

}  // namespace balalyk
