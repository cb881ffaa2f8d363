#pragma once

#include <com/sun/star/table/XTableRows.hpp>
#include <com/sun/star/text/XTextTable.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connectors/office/filler/RowPattern.h"

namespace balalyk::filler {

// A table of the template that shows a list: its pattern row holds `{column}` marks and is repeated for each row;
// the rows before it are headers, those after it stay.
class ListTable {
 public:
  using Row = std::map<std::string, std::string>;

  // Nothing if no row of the table holds a mark. A user field in the pattern row would be lost with the row's text: it
  // must show RowPattern::fieldMark of its name now, and is filled as a mark.
  static std::optional<ListTable> read(const com::sun::star::uno::Reference<com::sun::star::text::XTextTable>& table);

  // Afterwards every cell of every row holds its value; those that held it before are not touched: the members of a
  // commission are in all its protocols. `hidden`: the table is in a hidden part, so that no rows need not mean
  // no pattern row.
  void fill(const std::vector<Row>& rows, const Row& fields, bool hidden);
  // False: the pattern row is gone, the template must be loaded again.
  bool reusable() const { return shown_ > 0; }
  const std::set<std::string>& columns() const { return columns_; }

 private:
  struct Cell {
    rtl::OUString column;  // "B"
    RowPattern pattern;
  };
  void setRow(int row, const Row& values, const Row& fields);

  com::sun::star::uno::Reference<com::sun::star::text::XTextTable> table_;
  com::sun::star::uno::Reference<com::sun::star::table::XTableRows> rows_;
  std::vector<Cell> cells_;
  std::set<std::string> columns_;
  int patternRow_ = 0;
  int shown_ = 1;
  std::vector<std::vector<std::optional<std::string>>> texts_;  // what was set, for each cell of each shown row
};

}  // namespace balalyk::filler
