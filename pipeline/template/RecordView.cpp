#include "pipeline/template/RecordView.h"

#include <numeric>
#include <stdexcept>

#include "pipeline/domain/Money.h"
#include "pipeline/domain/Pin.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/record/DocumentWords.h"

namespace balalyk {
namespace {

using Fields = std::map<std::string, std::string>;

std::string truth(bool value) {
  return value ? "true" : "";
}

// The record was checked on its day: here only the date is wanted.
std::string birthDateWritten(const Person& person, Language language) {
  static constexpr Date kNoEarlierThanAnyDate{std::chrono::year::max() / std::chrono::December / 31};
  const auto facts = readPin(person.pin, kNoEarlierThanAnyDate);
  if (!facts) throw std::logic_error("a record with an impossible PIN has no view");
  return writtenDate(facts->birthDate, language);
}

std::vector<FieldValues::Row> attendees(const std::vector<Member>& ticked, Language language) {
  std::vector<FieldValues::Row> rows;
  for (const auto& member : ticked)
    rows.push_back({{"number", std::to_string(rows.size() + 1)},
                    {"fullName", member.name.full()},
                    {"position", member.position.in(language)},
                    {"role", std::string(roleWord(member.role, language))}});
  return rows;
}

void addChild(const Person& child, Language language, Fields& fields) {
  fields["child.fullName"] = child.name.full();
  fields["child.birthDateWritten"] = birthDateWritten(child, language);
  fields["child.pin"] = child.pin;
}

// What the protocols of applications and of meal subsidies share.
template <class T>
void addSitting(const T& record, Language language, FieldValues& values) {
  Fields& fields = values.fields;
  fields["protocol.number"] = record.protocolNumber;
  fields["protocol.dateWritten"] = writtenDate(record.sittingDate.value(), language);
  fields["secretary.fullName"] = "";
  for (const auto& member : record.ticked)
    if (member.role == CommissionRole::secretary && fields["secretary.fullName"].empty())
      fields["secretary.fullName"] = member.name.full();
  fields["comments"] = record.comments;
  values.lists["attendees"] = attendees(record.ticked, language);
}

std::string nameOf(const std::optional<Kindergarten>& kindergarten, Language language) {
  return kindergarten ? kindergarten->name.in(language) : std::string();
}

void addRecord(const Application& record, Language language, FieldValues& values) {
  addSitting(record, language, values);
  Fields& fields = values.fields;
  addChild(record.child, language, fields);
  fields["guardian.fullName"] = record.guardian.name.full();
  fields["guardian.pin"] = record.guardian.pin;
  fields["guardian.address"] = record.guardian.address;
  fields["benefit.name"] = record.benefits.at(0).name.in(language);
  fields["documents.shown"] = truth(!record.documentsShown.empty());
  auto& documents = values.lists["documents"];
  for (const auto& document : record.documentsShown)
    documents.push_back({{"number", std::to_string(documents.size() + 1)}, {"name", document.in(language)}});
  if (record.approved) {
    fields["voucher.amountPerMonth"] = record.amountPerMonth ? writtenMoney(*record.amountPerMonth) : "";
    fields["kindergarten.name"] = nameOf(record.kindergarten, language);
  } else {
    fields["refusal.grounds"] = record.refusalGrounds;
  }
}

void addRecord(const MealSubsidy& record, Language language, FieldValues& values) {
  if (!record.uploadId.empty()) throw std::logic_error("an uploaded protocol has no view");
  addSitting(record, language, values);
  Fields& fields = values.fields;
  if (record.child) addChild(*record.child, language, fields);
  fields["meal.amountPerDay"] = writtenMoney(record.amountPerDay.value());
  fields["kindergarten.name"] = nameOf(record.kindergarten, language);
  fields["protocol.reference"] = writtenReference(*record.sittingDate, record.protocolNumber, language);
}

void addRecord(const VoucherList& record, Language language, FieldValues& values) {
  const auto& kindergarten = record.kindergarten.name.in(language);
  auto& rows = values.lists["vouchers"];
  Tyiyn total = 0;
  for (const auto& holder : record.holders) {
    total += holder.amountPerMonth;
    rows.push_back({{"number", std::to_string(rows.size() + 1)},
                    {"child", holder.child.full()},
                    {"kindergarten", kindergarten},
                    {"amountPerMonth", writtenMoney(holder.amountPerMonth)},
                    {"from", shortDate(holder.from)},
                    {"to", shortDate(holder.to)},
                    {"protocol", "№" + holder.protocolNumber + ", " + shortDate(holder.protocolDate)}});
  }
  Fields& fields = values.fields;
  fields["list.monthWritten"] = writtenMonth(record.month, language);
  fields["list.dateWritten"] = writtenDate(record.month / std::chrono::day(1), language);
  fields["list.count"] = std::to_string(rows.size());
  fields["list.totalPerMonth"] = writtenMoney(total);
  fields["list.empty"] = truth(rows.empty());
  fields["kindergarten.name"] = kindergarten;
}

}  // namespace

FieldValues fieldValues(const Record& record, const ViewContext& context) {
  const Language language = context.language;
  const Commission& commission = commissionOf(record);
  const Member* chairperson = chairpersonOf(record);
  if (!chairperson) throw std::logic_error("a record without a chairperson has no view");
  FieldValues values;
  Fields& fields = values.fields;
  fields["document.id"] = context.documentId;
  fields["document.checkAddress"] = checkAddress(context);
  fields["document.synthetic"] = truth(originOf(record).synthetic);
  fields["document.revision"] = context.revision > 1 ? std::to_string(context.revision) : "";
  fields["commission.name"] = commission.name.in(language);
  fields["commission.place"] = commission.place.in(language);
  fields["chairperson.fullName"] = chairperson->name.full();
  std::visit([&](const auto& one) { addRecord(one, language, values); }, record);
  values.images["verifyQr"] = context.drawQr(fields["document.checkAddress"]);
  return values;
}

std::string checkAddress(const ViewContext& context) {
  std::string address = context.checkAddressBase;
  while (address.ends_with('/')) address.pop_back();
  return address + '/' + context.documentId;
}

std::string documentTitle(const std::string& pattern, const FieldValues& values) {
  std::string title;
  for (std::size_t at = 0; at < pattern.size();) {
    const auto open = pattern.find('{', at);
    const auto close = open == std::string::npos ? open : pattern.find('}', open);
    if (close == std::string::npos) return title + pattern.substr(at);
    title += pattern.substr(at, open - at);
    const auto field = values.fields.find(pattern.substr(open + 1, close - open - 1));
    if (field != values.fields.end()) title += field->second;
    at = close + 1;
  }
  return title;
}

}  // namespace balalyk
