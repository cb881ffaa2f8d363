#include "connectors/database/rows/ViewRow.h"

#include "connectors/database/rows/ViewValues.h"

namespace balalyk {

Problem columnUnreadable(std::string column, const char* found, const std::map<std::string, std::string>& of) {
  Problem problem;
  problem.code = "columnUnreadable";
  problem.params = of;
  problem.params["column"] = std::move(column);
  problem.params["found"] = found;
  return problem;
}

std::string ViewCells::identifier(std::string_view column) const {
  auto id = text(column);
  if (id.empty() && has(column)) unreadable(column, isNull(column) ? "null" : "empty");
  return id;
}

std::optional<Date> ViewCells::date(std::string_view column) const {
  const auto value = text(column);
  if (value.empty()) return std::nullopt;
  const auto day = dayFrom(value);
  if (!day) unreadable(column, "otherDate");
  return day;
}

std::optional<Tyiyn> ViewCells::amount(std::string_view column) const {
  const auto value = text(column);
  if (value.empty()) return std::nullopt;
  const auto amount = wholeNumberFrom(value);
  if (!amount) unreadable(column, kindOfText(value));
  return amount;
}

std::optional<Timestamp> ViewCells::time(std::string_view column) const {
  const auto value = text(column);
  if (value.empty()) return std::nullopt;
  const auto milliseconds = changeTimeFrom(value);
  if (!milliseconds) unreadable(column, kindOfText(value));
  return milliseconds ? std::optional(Timestamp(std::chrono::milliseconds(*milliseconds))) : std::nullopt;
}

std::int64_t ViewCells::changeTime(std::string_view column) const {
  return changeTimeFrom(text(column)).value_or(0);
}

bool ViewRow::truth(std::string_view column, bool otherwise) const {
  const auto value = text(column);
  if (const auto truth = truthFrom(value)) return *truth;
  unreadable(column, isNull(column) ? "null" : kindOfText(value));
  return otherwise;
}

void ViewRow::unreadable(std::string_view column, const char* found) const {
  unreadable_.push_back(columnUnreadable(std::string(column), found, of_));
}

}  // namespace balalyk
