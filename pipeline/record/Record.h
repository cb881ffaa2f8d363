#pragma once

#include <string>
#include <variant>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// What one document is made from.
using Record = std::variant<Application, MealSubsidy, VoucherList>;

Kind kindOf(const Record& record);  // a meal subsidy with an uploaded protocol is a mealUpload
Source sourceOf(const Record& record);
const RecordOrigin& originOf(const Record& record);
const Commission& commissionOf(const Record& record);

// Of a checked record: who alone may sign; nullptr when the record names none.
const Member* chairpersonOf(const Record& record);

// The languages to fill a template in; empty for an uploaded protocol, which is signed as it is.
std::vector<Language> languagesOf(const Record& record);

}  // namespace balalyk
