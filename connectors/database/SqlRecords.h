#pragma once

#include "connectors/database/SqlRunner.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// The portal's records, read through its views.
class SqlRecords final : public Records {
 public:
  explicit SqlRecords(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<Application> applications(const RecordCursor& after, int limit) override;
  std::vector<MealSubsidy> mealSubsidies(const RecordCursor& after, int limit) override;
  void voucherLists(std::chrono::year_month month, const std::function<void(VoucherList)>& visit) override;
  std::optional<Application> application(const std::string& key) override;
  std::optional<MealSubsidy> mealSubsidy(const std::string& key) override;
  std::optional<VoucherList> voucherList(const std::string& kindergartenId, std::chrono::year_month month) override;
  std::optional<std::string> upload(const std::string& uploadId, std::size_t maxBytes) override;

 private:
  SqlResult read(std::string_view statement, std::initializer_list<SqlValue> values);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
