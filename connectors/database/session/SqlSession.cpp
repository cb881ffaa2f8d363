#include "connectors/database/session/SqlSession.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace balalyk {

std::optional<std::int64_t> integerIn(const SqlCell& cell) {
  if (!cell) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(cell->data(), cell->data() + cell->size(), value);
  return error == std::errc{} && end == cell->data() + cell->size() ? std::optional(value) : std::nullopt;
}

std::size_t SqlColumns::at(std::string_view name) const {
  const auto found = std::ranges::find(names_, name);
  if (found != names_.end()) return static_cast<std::size_t>(found - names_.begin());
  std::string there;
  for (const auto& one : names_) there += (there.empty() ? "" : ", ") + one;
  throw std::logic_error("the statement gives no column " + std::string(name) + ", only: " + there);
}

std::int64_t SqlRow::integer(std::string_view column) const {
  return optionalInteger(column).value_or(0);
}

std::vector<SqlResult> SqlSession::runAll(const std::vector<SqlAsk>& asks, Then) {
  std::vector<SqlResult> results;
  for (const auto& [statement, values] : asks) results.push_back(run(statement, values));
  return results;
}

}  // namespace balalyk
