#include "connectors/database/session/RecordColumns.h"

#include <algorithm>
#include <stdexcept>

#include "pipeline/domain/IsoDate.h"
#include "pipeline/record/RecordWords.h"

namespace balalyk {
namespace {

enum class Wanted { all, later };

template <class Part>
void addViewColumns(const std::string& prefix, Wanted wanted, std::vector<std::string>& columns) {
  Part part;
  forEachField(part, [&]<class Value>(const auto& field, const Value&) {
    const auto column = columnIn(prefix, field.column);
    const auto inner = field.rules.addedLater ? Wanted::all : wanted;
    if constexpr (isPart<Value>) {
      if (field.rules.view != InView::json)
        return addViewColumns<typename Wrapped<Value>::Type>(column, inner, columns);
    }
    if (*field.column && inner == Wanted::all) columns.push_back(column);
  });
}

// Vouchers have the key of the row and that of the holder in one column.
template <class Record>
std::vector<std::string> viewColumnsOf(Wanted wanted) {
  std::vector<std::string> columns, once;
  addViewColumns<Record>("", wanted, columns);
  for (auto& column : columns)
    if (std::ranges::find(once, column) == once.end()) once.push_back(std::move(column));
  return once;
}

SqlValue sqlValue(const std::string& text) {
  return text;
}
SqlValue sqlValue(bool value) {
  return std::int64_t{value ? 1 : 0};
}
SqlValue sqlValue(std::int64_t number) {
  return number;
}
SqlValue sqlValue(Date date) {
  return isoDate(date);
}
SqlValue sqlValue(Timestamp time) {
  return std::int64_t{time.time_since_epoch().count()};
}
template <class Word>
requires std::is_enum_v<Word> SqlValue sqlValue(Word word) {
  return std::string(toString(word));
}
template <class T>
SqlValue sqlValue(const std::optional<T>& value) {
  return value ? sqlValue(*value) : SqlValue{};
}

// What has an identifier has its own table.
template <class Part>
const std::string* identifierOf(const Part& part) {
  const std::string* id = nullptr;
  forEachField(part, [&]<class Value>(const auto& field, const Value& value) {
    if constexpr (std::same_as<Value, std::string>)
      if (!id && field.rules.meaning == Meaning::identifier) id = &value;
  });
  return id;
}

template <class Part>
void addTableCells(const Part& part, const std::string& prefix, std::vector<TableCell>& cells) {
  forEachField(part, [&]<class Value>(const auto& field, const Value& value) {
    const auto column = columnIn(prefix, field.column);
    if constexpr (isList<Value>) {
      return;
    } else if constexpr (isPart<Value>) {
      typename Wrapped<Value>::Type none;
      const auto* given = &none;
      if constexpr (!isOptional<Value>)
        given = &value;
      else if (value)
        given = &*value;
      if (const auto* id = identifierOf(*given))
        cells.push_back({columnIn(column, "id"), given == &none ? SqlValue{} : SqlValue{*id}});
      else
        addTableCells(*given, column, cells);
    } else if (*field.column && field.rules.meaning != Meaning::changeTime) {
      cells.push_back({column == "key" ? "id" : column, sqlValue(value)});
    }
  });
}

template <class Record>
std::vector<TableCell> cellsOf(const Record& record) {
  std::vector<TableCell> cells;
  addTableCells(record, "", cells);
  return cells;
}

template <class Record>
std::vector<std::string> columnsOf() {
  std::vector<std::string> columns;
  for (auto& cell : tableCells(Record{})) columns.push_back(std::move(cell.column));
  return columns;
}

}  // namespace

namespace {

std::vector<std::string> columnsOfView(Source source, Wanted wanted) {
  switch (source) {
    case Source::application:
      return viewColumnsOf<Application>(wanted);
    case Source::mealSubsidy:
      return viewColumnsOf<MealSubsidy>(wanted);
    case Source::voucherList:
      break;
  }
  return viewColumnsOf<VoucherList>(wanted);
}

}  // namespace

std::vector<std::string> viewColumns(Source source) {
  return columnsOfView(source, Wanted::all);
}

std::vector<std::string> laterViewColumns(Source source) {
  return columnsOfView(source, Wanted::later);
}

std::vector<TableCell> tableCells(const Commission& commission) {
  return cellsOf(commission);
}
std::vector<TableCell> tableCells(const Member& member) {
  return cellsOf(member);
}
std::vector<TableCell> tableCells(const BenefitCategory& category) {
  return cellsOf(category);
}
std::vector<TableCell> tableCells(const Kindergarten& kindergarten) {
  return cellsOf(kindergarten);
}
// The table has the decision, which also says that there is none yet.
std::vector<TableCell> tableCells(const Application& application) {
  auto cells = cellsOf(application);
  std::erase_if(cells, [](const TableCell& cell) { return cell.column == "approved"; });
  return cells;
}
std::vector<TableCell> tableCells(const MealSubsidy& meal) {
  return cellsOf(meal);
}
std::vector<TableCell> tableCells(const VoucherHolder& voucher) {
  return cellsOf(voucher);
}

std::vector<std::string> tableColumns(std::string_view what) {
  if (what == "commission") return columnsOf<Commission>();
  if (what == "member") return columnsOf<Member>();
  if (what == "benefit category") return columnsOf<BenefitCategory>();
  if (what == "kindergarten") return columnsOf<Kindergarten>();
  if (what == "application") return columnsOf<Application>();
  if (what == "meal") return columnsOf<MealSubsidy>();
  if (what == "voucher") return columnsOf<VoucherHolder>();
  throw std::logic_error("no record's columns: " + std::string(what));
}

}  // namespace balalyk
