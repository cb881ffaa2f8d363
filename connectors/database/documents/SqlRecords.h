#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// The portal's records, read through its views.
class SqlRecords final : public Records {
 public:
  explicit SqlRecords(SqlRunner& runner);

  std::vector<Application> applications(const RecordCursor& after, int limit) override;
  std::vector<MealSubsidy> mealSubsidies(const RecordCursor& after, int limit) override;
  std::vector<Application> applicationsOutOfTime(const std::string& afterKey, int limit) override;
  std::vector<MealSubsidy> mealSubsidiesOutOfTime(const std::string& afterKey, int limit) override;
  std::vector<Application> applicationsOf(const std::vector<std::string>& keys) override;
  std::vector<MealSubsidy> mealSubsidiesOf(const std::vector<std::string>& keys) override;
  std::map<std::string, std::int64_t> timesShown(Source source, const std::vector<std::string>& keys) override;
  std::int64_t rowsWithoutKey(Source source) override;
  bool showsAny(Source source) override;
  std::optional<Leadership> leadership(const std::string& commissionId) override;
  void voucherLists(std::chrono::year_month month, const std::function<void(VoucherList)>& visit) override;
  std::optional<Application> application(const std::string& key) override;
  std::optional<MealSubsidy> mealSubsidy(const std::string& key) override;
  std::optional<VoucherList> voucherList(const std::string& kindergartenId, std::chrono::year_month month) override;
  std::optional<std::string> upload(const std::string& uploadId, std::size_t maxBytes) override;

 private:
  SqlResult read(const char* view, std::string_view statement, std::initializer_list<SqlValue> values);
  SqlResult readRecords(Source source, std::string_view statement, std::initializer_list<SqlValue> values);
  static std::vector<Application> applicationsIn(const SqlResult& result);
  std::vector<MealSubsidy> mealSubsidiesIn(const SqlResult& result);
  void addUploads(std::vector<MealSubsidy>& records);
  static std::optional<VoucherList> listIn(const SqlResult& result, std::chrono::year_month month);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
