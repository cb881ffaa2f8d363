#include "connectors/database/SqlSession.h"

#include <charconv>

namespace balalyk {

std::optional<std::int64_t> SqlRow::optionalInteger(std::size_t column) const {
  const auto& cell = cells_.at(column);
  if (!cell) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(cell->data(), cell->data() + cell->size(), value);
  return error == std::errc{} && end == cell->data() + cell->size() ? std::optional(value) : std::nullopt;
}

std::int64_t SqlRow::integer(std::size_t column) const {
  return optionalInteger(column).value_or(0);
}

}  // namespace balalyk
