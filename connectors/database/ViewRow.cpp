#include "connectors/database/ViewRow.h"

#include <stdexcept>

#include "connectors/database/ViewValues.h"
#include "pipeline/record/RecordWords.h"

namespace balalyk {

ViewColumns::ViewColumns(std::string_view list) {
  static constexpr std::string_view kBetween = " \n,";
  while (true) {
    const auto begin = list.find_first_not_of(kBetween);
    if (begin == list.npos) return;
    list.remove_prefix(begin);
    const auto name = list.substr(0, list.find_first_of(kBetween));
    places_.emplace(name, names_.size());
    names_.emplace_back(name);
    list.remove_prefix(name.size());
  }
}

std::size_t ViewColumns::at(std::string_view name) const {
  const auto found = places_.find(name);
  if (found == places_.end()) throw std::logic_error("no column " + std::string(name) + " is read");
  return found->second;
}

Problem columnUnreadable(std::string column, const char* found, const std::map<std::string, std::string>& of) {
  Problem problem;
  problem.code = "columnUnreadable";
  problem.params = of;
  problem.params["column"] = std::move(column);
  problem.params["found"] = found;
  return problem;
}

ViewRow::ViewRow(const SqlRow& row, const ViewColumns& columns, std::vector<Problem>& unreadable,
                 std::map<std::string, std::string> of)
    : row_(row), columns_(columns), unreadable_(unreadable), of_(std::move(of)) {}

bool ViewRow::isNull(std::string_view column) const {
  return row_.isNull(columns_.at(column));
}

void ViewRow::unreadable(std::string_view column, const char* found) const {
  unreadable_.push_back(columnUnreadable(std::string(column), found, of_));
}

std::string ViewRow::text(std::string_view column) const {
  return row_.text(columns_.at(column));
}

LocalizedText ViewRow::localized(const std::string& column) const {
  return {text(column + "_ky"), text(column + "_ru")};
}

PersonName ViewRow::name(const std::string& column) const {
  return {text(column + "_surname"), text(column + "_given_name"), text(column + "_patronymic")};
}

bool ViewRow::truth(std::string_view column, bool otherwise) const {
  const auto value = text(column);
  if (const auto truth = truthFrom(value)) return *truth;
  unreadable(column, isNull(column) ? "null" : kindOfText(value));
  return otherwise;
}

std::optional<Date> ViewRow::date(std::string_view column) const {
  const auto value = text(column);
  if (value.empty()) return std::nullopt;
  const auto day = dayFrom(value);
  if (!day) unreadable(column, "otherDate");
  return day;
}

std::optional<Tyiyn> ViewRow::amount(std::string_view column) const {
  const auto value = text(column);
  if (value.empty()) return std::nullopt;
  const auto amount = wholeNumberFrom(value);
  if (!amount) unreadable(column, kindOfText(value));
  return amount;
}

std::int64_t ViewRow::changeTime(std::string_view column) const {
  return changeTimeFrom(text(column)).value_or(0);
}

ProtocolLanguages ViewRow::languages(std::string_view column) const {
  auto word = text(column);
  while (word.ends_with(' ')) word.pop_back();
  for (const auto languages : {ProtocolLanguages::ky, ProtocolLanguages::ru, ProtocolLanguages::both})
    if (word == toString(languages)) return languages;
  unreadable(column, isNull(column) ? "null" : word.empty() ? "empty" : "otherWord");
  return ProtocolLanguages::ky;
}

}  // namespace balalyk
