#include "connectors/database/documents/SqlRecords.h"

#include <algorithm>

#include "connectors/database/rows/RecordRows.h"
#include "connectors/database/rows/ShownColumns.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

constexpr const char* kHolders = portalView(Source::voucherList);
constexpr const char* kUploads = "balalyk_upload";

template <class T>
std::optional<T> first(std::vector<T> values) {
  return values.empty() ? std::nullopt : std::optional(std::move(values.front()));
}

std::string firstDay(std::chrono::year_month month) {
  return isoDate(month / 1);
}
std::string lastDay(std::chrono::year_month month) {
  return isoDate(Date(month / std::chrono::last));
}

}  // namespace

SqlRecords::SqlRecords(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

// What the database refuses here is the portal's view, not a table of the pipeline.
SqlResult SqlRecords::read(const char* view, std::string_view statement, std::initializer_list<SqlValue> values) {
  try {
    return runner_.read([&](SqlSession& session) { return session.run(sql_[statement], values); });
  } catch (const Error& error) {
    if (error.problem().code != "databaseRefused") throw;
    throw Error("viewUnreadable", {{"view", view}, {"detail", error.problem().params.at("detail")}});
  }
}

SqlResult SqlRecords::readRecords(Source source, std::string_view statement, std::initializer_list<SqlValue> values) {
  try {
    return runner_.read(
        [&](SqlSession& session) { return session.run(asShown(session, sql_, source, sql_[statement]), values); });
  } catch (const Error& error) {
    if (error.problem().code != "databaseRefused") throw;
    throw Error("viewUnreadable", {{"view", portalView(source)}, {"detail", error.problem().params.at("detail")}});
  }
}

std::vector<Application> SqlRecords::applicationsIn(const SqlResult& result) {
  std::vector<Application> records;
  records.reserve(result.rows.size());
  for (const auto& row : result.rows) records.push_back(applicationFrom(row));
  return records;
}

std::vector<MealSubsidy> SqlRecords::mealSubsidiesIn(const SqlResult& result) {
  std::vector<MealSubsidy> records;
  records.reserve(result.rows.size());
  for (const auto& row : result.rows) records.push_back(mealSubsidyFrom(row));
  addUploads(records);
  return records;
}

// The file belongs to the record: one that takes its place under the same id is another record.
void SqlRecords::addUploads(std::vector<MealSubsidy>& records) {
  std::vector<std::string> ids;
  for (const auto& record : records)
    if (!record.uploadId.empty()) ids.push_back(record.uploadId);
  if (ids.empty()) return;
  std::map<std::string, std::vector<const SqlRow*>> files;
  const auto result = read(kUploads, "uploads of ids", {jsonTexts(ids), static_cast<std::int64_t>(kLargestUpload)});
  for (const auto& row : result.rows) files[row.text("id")].push_back(&row);
  for (auto& record : records) {
    const auto found = files.find(record.uploadId);
    if (found == files.end()) continue;
    if (found->second.size() > 1) record.origin.unreadable.push_back(columnUnreadable("upload_id", "severalFiles"));
    record.uploadSize = found->second.front()->optionalInteger("size");
    record.uploadDigest = found->second.front()->text("digest");
  }
}

std::optional<VoucherList> SqlRecords::listIn(const SqlResult& result, std::chrono::year_month month) {
  if (result.rows.empty()) return std::nullopt;
  return voucherListFrom(result.rows, month);
}

std::vector<Application> SqlRecords::applications(const RecordCursor& after, int limit) {
  return applicationsIn(
      readRecords(Source::application, "applications after", {after.changedAt, after.key, std::int64_t{limit}}));
}

std::vector<MealSubsidy> SqlRecords::mealSubsidies(const RecordCursor& after, int limit) {
  return mealSubsidiesIn(
      readRecords(Source::mealSubsidy, "meals after", {after.changedAt, after.key, std::int64_t{limit}}));
}

std::vector<Application> SqlRecords::applicationsOutOfTime(const std::string& afterKey, int limit) {
  return applicationsIn(readRecords(Source::application, "applications out of time", {afterKey, std::int64_t{limit}}));
}

std::vector<MealSubsidy> SqlRecords::mealSubsidiesOutOfTime(const std::string& afterKey, int limit) {
  return mealSubsidiesIn(readRecords(Source::mealSubsidy, "meals out of time", {afterKey, std::int64_t{limit}}));
}

std::vector<Application> SqlRecords::applicationsOf(const std::vector<std::string>& keys) {
  return applicationsIn(readRecords(Source::application, "applications of keys", {jsonTexts(keys)}));
}

std::vector<MealSubsidy> SqlRecords::mealSubsidiesOf(const std::vector<std::string>& keys) {
  return mealSubsidiesIn(readRecords(Source::mealSubsidy, "meals of keys", {jsonTexts(keys)}));
}

std::map<std::string, std::int64_t> SqlRecords::timesShown(Source source, const std::vector<std::string>& keys) {
  std::map<std::string, std::int64_t> times;
  const auto result = read(portalView(source), std::string("times shown of ") + toString(source), {jsonTexts(keys)});
  for (const auto& row : result.rows) times[row.text("key")] = row.integer("times");
  return times;
}

std::int64_t SqlRecords::rowsWithoutKey(Source source) {
  return read(portalView(source), std::string("rows without key of ") + toString(source), {})
      .rows.at(0)
      .integer("records");
}

bool SqlRecords::showsAny(Source source) {
  return !read(portalView(source), std::string("any row of ") + toString(source), {}).rows.empty();
}

std::optional<Records::Leadership> SqlRecords::leadership(const std::string& commissionId) {
  const auto result = readRecords(Source::voucherList, "holder of commission", {commissionId});
  if (result.rows.empty()) return std::nullopt;
  auto list = voucherListFrom(result.rows, {});
  return Leadership{std::move(list.commission), std::move(list.chairperson)};
}

std::optional<Application> SqlRecords::application(const std::string& key) {
  return first(applicationsOf({key}));
}

std::optional<MealSubsidy> SqlRecords::mealSubsidy(const std::string& key) {
  return first(mealSubsidiesOf({key}));
}

// One kindergarten at a time: all of a country's holders do not have to be in memory together.
void SqlRecords::voucherLists(std::chrono::year_month month, const std::function<void(VoucherList)>& visit) {
  const auto from = firstDay(month), to = lastDay(month);
  for (const auto& row : read(kHolders, "kindergartens with holders", {from, to}).rows) {
    if (auto list = voucherList(row.text("kindergarten_id"), month)) visit(std::move(*list));
  }
  if (auto list = listIn(readRecords(Source::voucherList, "holders without kindergarten", {from, to}), month)) {
    auto& unreadable = list->origin.unreadable;
    const auto ofKindergarten = [](const Problem& problem) { return problem.params.at("column") == "kindergarten_id"; };
    if (std::ranges::none_of(unreadable, ofKindergarten))
      unreadable.push_back(columnUnreadable("kindergarten_id", "notText"));
    visit(std::move(*list));
  }
}

std::optional<VoucherList> SqlRecords::voucherList(const std::string& kindergartenId, std::chrono::year_month month) {
  return listIn(
      readRecords(Source::voucherList, "holders of kindergarten", {firstDay(month), lastDay(month), kindergartenId}),
      month);
}

// The size first: a file beyond all measure does not even enter memory.
std::optional<std::string> SqlRecords::upload(const std::string& uploadId, std::size_t maxBytes) {
  const auto size = read(kUploads, "upload size", {uploadId});
  if (size.rows.empty()) return std::nullopt;
  if (size.rows[0].integer("size") > static_cast<std::int64_t>(maxBytes)) {
    throw Error("uploadTooLarge", {{"limit", std::to_string(maxBytes)}});
  }
  const auto content = read(kUploads, "upload", {uploadId});
  return content.rows.empty() ? std::nullopt : std::optional(content.rows[0].text("content"));
}

}  // namespace balalyk
