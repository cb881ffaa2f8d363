#pragma once

#include <string_view>

#include "pipeline/record/RecordTypes.h"

// The few words that enter documents beside the record's own and the templates': document content, not user interface.
namespace balalyk {

std::string_view roleWord(CommissionRole role, Language language);

// Columns of the published voucher list as CSV.
enum class CsvColumn { number, child, kindergarten, amountPerMonth, from, to, protocolNumber, protocolDate };
std::string_view csvHeading(CsvColumn column, Language language);

}  // namespace balalyk
