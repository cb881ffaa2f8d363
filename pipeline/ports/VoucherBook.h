#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/ports/Permission.h"
#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// A kindergarten in the pilot.
struct Organisation {
  Kindergarten kindergarten;
  std::string commissionId;
  LocalizedText commission;
};

// Of one kindergarten and month.
struct VoucherTotal {
  std::int64_t children = 0;
  Tyiyn perMonth = 0;
};

// Port, part of the portal database: the organisations in the pilot. What the permission does not open (a commission's,
// or a kindergarten's own) is not found. Who holds a voucher is asked of the records (PortalRecords.h).
class VoucherBook {
 public:
  virtual ~VoucherBook() = default;
  virtual std::vector<Organisation> organisations(const Permission& by) = 0;  // in any order
  virtual std::optional<Organisation> organisation(const Permission& by, const std::string& id) = 0;
  // By id; those without a voucher in the month are left out.
  virtual std::map<std::string, VoucherTotal> totals(std::chrono::year_month month,
                                                     const std::vector<std::string>& ids) = 0;
};

}  // namespace balalyk
