#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/VoucherQuotas.h"

namespace balalyk {

class SqlVoucherQuotas final : public VoucherQuotas {
 public:
  explicit SqlVoucherQuotas(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  void setWhole(const std::string& region, int year, int whole) override;
  std::vector<VoucherQuota> quotas(const std::string& soate, int year) override;
  Taken take(const Approval& approval) override;
  void giveBack(const std::string& applicationKey) override;

  // The same within a transaction of the caller, which approves.
  static Taken take(SqlSession& session, const SqlCatalogue& sql, const Approval& approval);
  static void giveBack(SqlSession& session, const SqlCatalogue& sql, const std::vector<std::string>& applicationKeys);

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

// What was approved before the approvals in force were kept, within a transaction of the caller. A frozen record that
// cannot be read is passed over.
void enterEarlierApprovals(SqlSession& session, const SqlCatalogue& sql);

}  // namespace balalyk
