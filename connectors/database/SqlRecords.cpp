#include "connectors/database/SqlRecords.h"

#include "connectors/database/RecordRows.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

template <typename Read>
auto all(const SqlResult& result, Read read) {
  std::vector<decltype(read(result.rows.front()))> records;
  records.reserve(result.rows.size());
  for (const auto& row : result.rows) records.push_back(read(row));
  return records;
}

template <typename Read>
auto first(const SqlResult& result, Read read) {
  return result.rows.empty() ? std::nullopt : std::optional(read(result.rows.front()));
}

std::string firstDay(std::chrono::year_month month) {
  return isoDate(month / 1);
}
std::string lastDay(std::chrono::year_month month) {
  return isoDate(Date(month / std::chrono::last));
}

}  // namespace

SqlResult SqlRecords::read(std::string_view statement, std::initializer_list<SqlValue> values) {
  return runner_.read([&](SqlSession& session) { return session.run(sql_[statement], values); });
}

std::vector<Application> SqlRecords::applications(const RecordCursor& after, int limit) {
  return all(read("applications after", {after.changedAt, after.key, std::int64_t{limit}}), applicationFrom);
}

std::vector<MealSubsidy> SqlRecords::mealSubsidies(const RecordCursor& after, int limit) {
  return all(read("meals after", {after.changedAt, after.key, std::int64_t{limit}}), mealSubsidyFrom);
}

std::optional<Application> SqlRecords::application(const std::string& key) {
  return first(read("application", {key}), applicationFrom);
}

std::optional<MealSubsidy> SqlRecords::mealSubsidy(const std::string& key) {
  return first(read("meal", {key}), mealSubsidyFrom);
}

// One kindergarten at a time: all of a country's holders do not have to be in memory together.
void SqlRecords::voucherLists(std::chrono::year_month month, const std::function<void(VoucherList)>& visit) {
  for (const auto& row : read("kindergartens with holders", {firstDay(month), lastDay(month)}).rows) {
    if (auto list = voucherList(row.text(0), month)) visit(std::move(*list));
  }
}

std::optional<VoucherList> SqlRecords::voucherList(const std::string& kindergartenId, std::chrono::year_month month) {
  const auto result = read("holders of kindergarten", {kindergartenId, firstDay(month), lastDay(month)});
  return result.rows.empty() ? std::nullopt : std::optional(voucherListFrom(result.rows, month));
}

// The size first: a file beyond all measure does not even enter memory.
std::optional<std::string> SqlRecords::upload(const std::string& uploadId, std::size_t maxBytes) {
  const auto size = read("upload size", {uploadId});
  if (size.rows.empty()) return std::nullopt;
  if (size.rows[0].integer(0) > static_cast<std::int64_t>(maxBytes)) {
    throw Error("uploadTooLarge", {{"limit", std::to_string(maxBytes)}});
  }
  const auto content = read("upload", {uploadId});
  return content.rows.empty() ? std::nullopt : std::optional(content.rows[0].text(0));
}

}  // namespace balalyk
