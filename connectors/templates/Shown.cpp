#include "connectors/templates/Shown.h"

#include <algorithm>

namespace balalyk {
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

// Whether the condition holds in every record that has the value of `name`, a field, list or image.
bool follows(const SectionName& condition, const std::string& name, const KindContract& contract) {
  const auto field = contract.fields.find(condition.field);
  const auto list = contract.lists.find(condition.field);
  if (condition.keyword == "unless") return field != contract.fields.end() && field->second.noRowsOf == name;
  if (condition.field == name) return true;
  if (list != contract.lists.end()) return list->second.required;
  return field != contract.fields.end() && (field->second.required || field->second.rowsOf == name);
}

}  // namespace

SectionName SectionName::of(std::string_view name) {
  for (const std::string_view keyword : {"when", "unless", "text"}) {
    if (!name.starts_with(keyword) || name.substr(keyword.size(), 1) != " ") continue;
    const auto field = name.substr(keyword.size() + 1);
    const auto number = field.substr(std::min(field.find(' '), field.size()));
    const bool numbered = number.size() > 1 && std::all_of(number.begin() + 1, number.end(), isDigit);
    return {std::string(keyword), std::string(numbered ? field.substr(0, field.size() - number.size()) : field)};
  }
  return {};
}

void Shown::add(const std::string& name, const std::vector<std::string>& sections, const KindContract& contract) {
  std::set<std::string> conditions;
  for (const auto& section : sections) {
    const auto condition = SectionName::of(section);
    const bool isCondition = condition.keyword == "when" || condition.keyword == "unless";
    if (isCondition && !follows(condition, name, contract))
      conditions.insert(condition.keyword + " " + condition.field);
  }
  places_.push_back(std::move(conditions));
}

bool Shown::always() const {
  std::set<std::string> alone;
  for (const auto& conditions : places_) {
    if (conditions.empty()) return true;
    if (conditions.size() == 1) alone.insert(*conditions.begin());
  }
  return std::any_of(alone.begin(), alone.end(), [&](const std::string& one) {
    return one.starts_with("when ") && alone.contains("unless " + one.substr(5));
  });
}

std::string Shown::section() const {
  return places_.empty() ? "" : *places_.front().begin();
}

}  // namespace balalyk
