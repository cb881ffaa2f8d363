#include "connectors/database/RecordRows.h"

#include <algorithm>

#include "connectors/database/ViewLists.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

// Rows are put together by it: one that is missing would be the same for all that have none.
std::string identifier(const ViewRow& row, std::string_view column) {
  auto id = row.text(column);
  if (id.empty()) row.unreadable(column, row.isNull(column) ? "null" : "empty");
  return id;
}

// All but what is unreadable, which the row adds.
void readOrigin(const ViewRow& row, RecordOrigin& origin) {
  origin.key = row.text("key");
  origin.changedAt = row.changeTime("changed_at");
  origin.synthetic = row.truth("synthetic", false);
}

Commission commissionFrom(const ViewRow& row) {
  Commission commission;
  commission.id = identifier(row, "commission_id");
  commission.name = row.localized("commission_name");
  commission.place = row.localized("commission_place");
  commission.soate = row.text("commission_soate");
  commission.languages = row.languages("commission_languages");
  return commission;
}

Person personFrom(const ViewRow& row, const std::string& who) {
  Person person;
  person.name = row.name(who);
  person.pin = row.text(who + "_pin");
  person.statedBirthDate = row.date(who + "_birth_date");
  return person;
}

Kindergarten kindergartenFrom(const ViewRow& row) {
  return {identifier(row, "kindergarten_id"), row.localized("kindergarten_name")};
}

std::optional<Kindergarten> maybeKindergartenFrom(const ViewRow& row) {
  const auto name = row.localized("kindergarten_name");
  const bool none = row.text("kindergarten_id").empty() && name.ky.empty() && name.ru.empty();
  return none ? std::nullopt : std::optional(kindergartenFrom(row));
}

// What may not be missing of a voucher; NULL is nothing that a list could show.
template <class T>
T required(const ViewRow& row, std::string_view column, const std::optional<T>& value) {
  if (!value && row.text(column).empty()) row.unreadable(column, row.isNull(column) ? "null" : "empty");
  return value.value_or(T{});
}

VoucherHolder holderFrom(const ViewRow& row) {
  VoucherHolder holder;
  holder.key = identifier(row, "key");
  holder.child = row.name("child");
  holder.amountPerMonth = required(row, "amount_per_month", row.amount("amount_per_month"));
  holder.from = required(row, "valid_from", row.date("valid_from"));
  holder.to = required(row, "valid_to", row.date("valid_to"));
  holder.protocolNumber = row.text("protocol_number");
  holder.protocolDate = row.date("protocol_date").value_or(Date{});
  return holder;
}

// A list has one kindergarten, commission and chairperson: rows that report of several are not judged by their order.
template <class T>
void sameInAll(const ViewRow& row, const char* columns, const T& first, const T& other) {
  if (other != first) row.unreadable(columns, "severalInList");
}

// Once each: what a commission's columns hold is in the row of every holder.
void keepOnce(std::vector<Problem>& problems) {
  std::vector<Problem> once;
  for (auto& problem : problems)
    if (std::ranges::find(once, problem) == once.end()) once.push_back(std::move(problem));
  problems = std::move(once);
}

}  // namespace

Application applicationFrom(const SqlRow& cells, const ViewColumns& columns) {
  Application record;
  const ViewRow row(cells, columns, record.origin.unreadable);
  readOrigin(row, record.origin);
  record.commission = commissionFrom(row);
  record.protocolNumber = row.text("protocol_number");
  record.sittingDate = row.date("sitting_date");
  // Unreadable, it goes back; it is at least not filed as a refusal meanwhile.
  record.approved = row.truth("approved", true);
  record.refusalGrounds = row.text("refusal_grounds");
  record.child = personFrom(row, "child");
  static_cast<Person&>(record.guardian) = personFrom(row, "guardian");
  record.guardian.address = row.text("guardian_address");
  record.comments = row.text("comments");
  record.amountPerMonth = row.amount("amount_per_month");
  record.kindergarten = maybeKindergartenFrom(row);
  record.benefits = benefitsFrom(row, "benefits");
  record.ticked = membersFrom(row, "members");
  record.documentsShown = documentsFrom(row, "documents");
  keepOnce(record.origin.unreadable);
  return record;
}

MealSubsidy mealSubsidyFrom(const SqlRow& cells, const ViewColumns& columns) {
  MealSubsidy record;
  const ViewRow row(cells, columns, record.origin.unreadable);
  readOrigin(row, record.origin);
  record.commission = commissionFrom(row);
  record.protocolNumber = row.text("protocol_number");
  record.sittingDate = row.date("sitting_date");
  record.child = personFrom(row, "child");
  record.kindergarten = maybeKindergartenFrom(row);
  record.amountPerDay = row.amount("amount_per_day");
  record.comments = row.text("comments");
  record.uploadId = row.text("upload_id");
  record.ticked = membersFrom(row, "members");
  keepOnce(record.origin.unreadable);
  return record;
}

VoucherList voucherListFrom(const std::vector<SqlRow>& rows, const ViewColumns& columns,
                            std::chrono::year_month month) {
  VoucherList list;
  list.month = month;
  for (const auto& cells : rows) {
    RecordOrigin origin;
    const ViewRow row(cells, columns, origin.unreadable);
    readOrigin(row, origin);
    const auto commission = commissionFrom(row);
    const auto kindergarten = kindergartenFrom(row);
    const auto chairperson = memberFrom(row, "chairperson");
    if (list.holders.empty()) {
      list.commission = commission;
      list.kindergarten = kindergarten;
      list.chairperson = chairperson;
    }
    sameInAll(row, "commission_…", list.commission, commission);
    sameInAll(row, "kindergarten_…", list.kindergarten, kindergarten);
    sameInAll(row, "chairperson", list.chairperson, chairperson);
    list.origin.changedAt = std::max(list.origin.changedAt, origin.changedAt);
    list.origin.synthetic = list.origin.synthetic || origin.synthetic;
    list.holders.push_back(holderFrom(ViewRow(cells, columns, list.origin.unreadable, {{"holder", origin.key}})));
    list.origin.unreadable.insert(list.origin.unreadable.end(), origin.unreadable.begin(), origin.unreadable.end());
  }
  keepOnce(list.origin.unreadable);
  list.origin.key = list.kindergarten.id + "/" + isoMonth(month);
  return list;
}

}  // namespace balalyk
