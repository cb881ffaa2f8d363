#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/VoucherBook.h"

namespace balalyk {

class SqlVoucherBook final : public VoucherBook {
 public:
  explicit SqlVoucherBook(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<Organisation> organisations(const Permission& by) override;
  std::optional<Organisation> organisation(const Permission& by, const std::string& id) override;
  std::map<std::string, VoucherTotal> totals(std::chrono::year_month month,
                                             const std::vector<std::string>& ids) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
