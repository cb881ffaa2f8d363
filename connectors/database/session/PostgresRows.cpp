#include "connectors/database/session/PostgresRows.h"

namespace balalyk {

namespace {

constexpr Oid kBytea = 17, kBlankPadded = 1042;

std::shared_ptr<const SqlColumns> columnsOf(const PGresult* result) {
  auto columns = std::make_shared<SqlColumns>();
  for (int column = 0; column < PQnfields(result); ++column) columns->add(PQfname(result, column));
  return columns;
}

SqlRow rowOf(const PGresult* result, int row, const std::shared_ptr<const SqlColumns>& columns) {
  SqlRow cells(columns);
  for (int column = 0; column < static_cast<int>(columns->size()); ++column) {
    if (PQgetisnull(result, row, column)) {
      cells.add(std::nullopt);
      continue;
    }
    std::string_view cell(PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column)));
    // CHAR(n) is filled up with blanks that count in no comparison there.
    if (PQftype(result, column) == kBlankPadded) cell = cell.substr(0, cell.find_last_not_of(' ') + 1);
    if (PQftype(result, column) != kBytea) {
      cells.add(std::string(cell));
      continue;
    }
    std::size_t bytes = 0;
    const std::unique_ptr<unsigned char, void (*)(void*)> decoded(
        PQunescapeBytea(reinterpret_cast<const unsigned char*>(cell.data()), &bytes), PQfreemem);
    if (!decoded) throw std::bad_alloc();
    cells.add(std::string(reinterpret_cast<const char*>(decoded.get()), bytes));
  }
  return cells;
}

}  // namespace

std::vector<SqlRow> rowsOf(const PGresult* result) {
  std::vector<SqlRow> rows;
  const int count = PQntuples(result);
  if (count == 0) return rows;
  rows.reserve(static_cast<std::size_t>(count));
  const auto columns = columnsOf(result);
  for (int row = 0; row < count; ++row) rows.push_back(rowOf(result, row, columns));
  return rows;
}

}  // namespace balalyk
