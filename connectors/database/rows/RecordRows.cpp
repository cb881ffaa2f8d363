#include "connectors/database/rows/RecordRows.h"

#include <algorithm>

#include "connectors/database/rows/ViewLists.h"
#include "connectors/database/session/RecordColumns.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

// What may not be missing of a voucher; NULL is nothing that a list could show.
template <class T>
T required(const ViewCells& cells, const std::string& column, const FieldRules& rules, const std::optional<T>& value) {
  if (rules.required && !value && cells.text(column).empty())
    cells.unreadable(column, cells.isNull(column) ? "null" : "empty");
  return value.value_or(T{});
}

void readValue(const ViewCells& cells, const std::string& column, const FieldRules& rules, std::string& value) {
  value = rules.meaning == Meaning::identifier ? cells.identifier(column) : cells.text(column);
}
void readValue(const ViewCells& cells, const std::string& column, const FieldRules& rules, bool& value) {
  value = cells.truth(column, rules.otherwise);
}
void readValue(const ViewCells& cells, const std::string& column, const FieldRules&, std::optional<Date>& value) {
  value = cells.date(column);
}
void readValue(const ViewCells& cells, const std::string& column, const FieldRules& rules, Date& value) {
  value = required(cells, column, rules, cells.date(column));
}
void readValue(const ViewCells& cells, const std::string& column, const FieldRules&,
               std::optional<std::int64_t>& value) {
  value = cells.amount(column);
}
void readValue(const ViewCells& cells, const std::string& column, const FieldRules& rules, std::int64_t& value) {
  value = rules.meaning == Meaning::changeTime ? cells.changeTime(column)
                                               : required(cells, column, rules, cells.amount(column));
}
void readValue(const ViewCells& cells, const std::string& column, const FieldRules&, std::optional<Timestamp>& value) {
  value = cells.time(column);
}
template <class Word>
requires std::is_enum_v<Word>
void readValue(const ViewCells& cells, const std::string& column, const FieldRules&, std::optional<Word>& value) {
  if (!cells.text(column).empty() && !cells.word(column, value.emplace())) value.reset();
}
template <class Word>
requires std::is_enum_v<Word>
void readValue(const ViewCells& cells, const std::string& column, const FieldRules&, Word& value) {
  cells.word(column, value);
}

// Whether there is a text in none of a part's columns.
template <class Part>
bool givesNothing(const ViewCells& cells, const std::string& prefix) {
  const Part part;
  bool nothing = true;
  forEachField(part, [&]<class Value>(const auto& field, const Value&) {
    const auto column = columnIn(prefix, field.column);
    if constexpr (isPart<Value>)
      nothing = nothing && givesNothing<Value>(cells, column);
    else
      nothing = nothing && cells.text(column).empty();
  });
  return nothing;
}

// Whether what came later is not there: none of a part's columns.
template <class Value>
bool lacks(const ViewCells& cells, const std::string& column) {
  if constexpr (isPart<Value>) {
    bool none = true;
    const typename Wrapped<Value>::Type part;
    forEachField(part, [&]<class Inner>(const auto& field, const Inner&) {
      none = none && lacks<Inner>(cells, columnIn(column, field.column));
    });
    return none;
  } else {
    return !cells.has(column);
  }
}

// All that the row gives: not what has no column, nor what is in other rows.
template <class Part>
void readPart(const ViewCells& cells, const std::string& prefix, Part& part) {
  forEachField(part, [&]<class Value>(const auto& field, Value& value) {
    const auto column = columnIn(prefix, field.column);
    if (field.rules.addedLater && lacks<Value>(cells, column)) return;
    if constexpr (isList<Value>) {
      if (field.rules.view == InView::json)
        forEachEntry(cells, column, [&](const ViewCells& entry) { readPart(entry, "", value.emplace_back()); });
    } else if constexpr (isPart<Value> && isOptional<Value>) {
      if (!givesNothing<typename Wrapped<Value>::Type>(cells, column)) readPart(cells, column, value.emplace());
    } else if constexpr (isPart<Value>) {
      if (field.rules.view == InView::json)
        visitObject(cells, column, [&](const ViewCells& object) { readPart(object, "", value); });
      else
        readPart(cells, column, value);
    } else if constexpr (!std::same_as<Value, std::chrono::year_month>) {
      if (*field.column) readValue(cells, column, field.rules, value);
    }
  });
}

// Once each: what a commission's columns hold is in the row of every holder.
void keepOnce(std::vector<Problem>& problems) {
  std::vector<Problem> once;
  for (auto& problem : problems)
    if (std::ranges::find(once, problem) == once.end()) once.push_back(std::move(problem));
  problems = std::move(once);
}

template <class Record>
Record recordFrom(const SqlRow& row) {
  Record record;
  readPart(ViewRow(row, record.origin.unreadable), "", record);
  keepOnce(record.origin.unreadable);
  return record;
}

// A list has one kindergarten, commission and chairperson: rows that report of several are not judged by their order.
template <class T>
void sameInAll(const ViewRow& row, const char* columns, const T& first, const T& other) {
  if (other != first) row.unreadable(columns, "severalInList");
}

}  // namespace

Application applicationFrom(const SqlRow& row) {
  return recordFrom<Application>(row);
}

MealSubsidy mealSubsidyFrom(const SqlRow& row) {
  return recordFrom<MealSubsidy>(row);
}

VoucherList voucherListFrom(const std::vector<SqlRow>& rows, std::chrono::year_month month) {
  VoucherList list;
  for (const auto& cells : rows) {
    VoucherList one;
    auto& unreadable = one.origin.unreadable;
    const ViewRow row(cells, unreadable);
    readPart(row, "", one);
    if (list.holders.empty()) {
      list.commission = one.commission;
      list.kindergarten = one.kindergarten;
      list.chairperson = one.chairperson;
    }
    sameInAll(row, "commission_…", list.commission, one.commission);
    sameInAll(row, "kindergarten_…", list.kindergarten, one.kindergarten);
    sameInAll(row, "chairperson", list.chairperson, one.chairperson);
    list.origin.changedAt = std::max(list.origin.changedAt, one.origin.changedAt);
    list.origin.synthetic = list.origin.synthetic || one.origin.synthetic;
    readPart(ViewRow(cells, list.origin.unreadable, {{"holder", one.origin.key}}), "", list.holders.emplace_back());
    list.origin.unreadable.insert(list.origin.unreadable.end(), unreadable.begin(), unreadable.end());
  }
  keepOnce(list.origin.unreadable);
  list.month = month;
  list.origin.key = list.kindergarten.id + "/" + isoMonth(month);
  return list;
}

}  // namespace balalyk
