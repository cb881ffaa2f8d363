#pragma once

#include <string>

#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// A checked voucher list for spreadsheets: RFC 4180, UTF-8 with BOM, CRLF, header in the commission's language(s), ISO
// dates, amounts as "3100.00". A cell that a spreadsheet would run as a formula gets a leading apostrophe.
std::string voucherCsv(const VoucherList& list);

}  // namespace balalyk
