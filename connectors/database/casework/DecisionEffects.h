#pragma once

#include <optional>
#include <string>

#include "connectors/database/session/SqlCatalogue.h"
#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// What follows from a decision, within the transaction that takes it: for the pages that decide and for whoever writes
// the portal's own tables.
class DecisionEffects {
 public:
  DecisionEffects(SqlSession& session, const SqlCatalogue& sql, Date today)
      : session_(session), sql_(sql), today_(today) {}

  // Of an approval that has its day: it takes a voucher of its regions' quotas. What speaks against it, quotaExceeded
  // {region, year} or childHasVoucher{key}, leaves everything as it is.
  std::optional<Problem> take(const Application& approved);
  // Once the application is written: the child's voucher for its kindergarten, from the month after the sitting to the
  // day before the seventh birthday; one that was typed for the application stays instead. Of one that had ended the
  // months before the new one stay: an approval that is given again makes a voucher beside it.
  void makeVoucher(const Application& approved);
  // Anything else gives the voucher back and ends it today.
  void takeBack(const std::string& applicationKey);

 private:
  // The key of the voucher that the approval's is written to; makes room for it among those before.
  std::string periodFor(const Application& approved, const VoucherHolder& voucher);
  void keep(const Application& approved, VoucherHolder voucher);
  void endVouchers(const std::string& applicationKey);

  SqlSession& session_;
  const SqlCatalogue& sql_;
  const Date today_;
};

// The same problems, looked up only.
std::vector<Problem> againstApproval(SqlSession& session, const SqlCatalogue& sql, const Application& approved);

}  // namespace balalyk
