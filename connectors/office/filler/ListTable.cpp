#include "connectors/office/filler/ListTable.h"

#include <algorithm>
#include <com/sun/star/text/XText.hpp>
#include <string_view>
#include <utility>

#include "connectors/office/filler/Text.h"
#include "connectors/templates/Mark.h"

namespace balalyk::filler {

namespace css = com::sun::star;
using css::uno::Reference;
using css::uno::UNO_QUERY_THROW;

namespace {

bool isDigit(sal_Unicode c) {
  return c >= u'0' && c <= u'9';
}

}  // namespace

std::optional<ListTable> ListTable::read(const Reference<css::text::XTextTable>& table) {
  // Cell names work for tables with merged header cells too, where ranges by position do not.
  std::map<int, std::vector<Cell>> rows;
  for (const auto& name : table->getCellNames()) {
    sal_Int32 letters = 0;
    while (letters < name.getLength() && !isDigit(name[letters])) ++letters;
    const int row = name.copy(letters).toInt32() - 1;
    if (row < 0 || name.indexOf('.') >= 0) continue;
    const Reference<css::text::XText> text(table->getCellByName(name), UNO_QUERY_THROW);
    rows[row].push_back({name.copy(0, letters), RowPattern::read(text)});
  }
  for (auto& [row, cells] : rows) {
    ListTable list;
    for (const auto& cell : cells) list.columns_.merge(cell.pattern.columns());
    if (list.columns_.empty()) continue;
    list.table_ = table;
    list.rows_ = table->getRows();
    list.cells_ = std::move(cells);
    list.patternRow_ = row;
    return list;
  }
  return std::nullopt;
}

void ListTable::setRow(int row, const Row& values, const Row& fields) {
  auto& known = texts_[row];
  known.resize(cells_.size());
  const rtl::OUString number = rtl::OUString::number(patternRow_ + row + 1);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    auto text = cells_[i].pattern.textOf(values, fields);
    if (known[i] == text) continue;
    const Reference<css::text::XText> cell(table_->getCellByName(cells_[i].column + number), UNO_QUERY_THROW);
    cells_[i].pattern.write(cell, values, fields);
    known[i] = std::move(text);
  }
}

void ListTable::fill(const std::vector<Row>& rows, const Row& fields, bool hidden) {
  static const std::vector<Row> kEmptyPattern{{}};
  const auto& shown = rows.empty() && hidden ? kEmptyPattern : rows;
  const int wanted = static_cast<int>(shown.size());
  if (wanted == 0) {
    if (rows_->getCount() > shown_) {
      rows_->removeByIndex(patternRow_, shown_);
    } else {
      const Reference<css::lang::XComponent> table(table_, UNO_QUERY_THROW);
      table->dispose();
    }
  }
  // Inserted before the last one, so that the new rows take their form from it.
  if (wanted > shown_) rows_->insertByIndex(patternRow_, wanted - shown_);
  if (wanted > 0 && wanted < shown_) rows_->removeByIndex(patternRow_, shown_ - wanted);
  if (wanted != shown_) texts_.clear();
  texts_.resize(wanted);
  shown_ = wanted;
  for (int i = 0; i < wanted; ++i) setRow(i, shown[i], fields);
}

}  // namespace balalyk::filler
