#include "pipeline/template/RecordView.h"

#include <stdexcept>

#include "pipeline/domain/Money.h"
#include "pipeline/domain/Pin.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/domain/Zone.h"
#include "pipeline/record/DocumentWords.h"
#include "pipeline/template/SittingView.h"

namespace balalyk {
namespace {

using Fields = std::map<std::string, std::string>;

std::string truth(bool value) {
  return value ? "true" : "";
}

void addChild(const Person& child, Language language, Fields& fields) {
  fields["child.fullName"] = child.name.full();
  fields["child.birthDateWritten"] = writtenDate(pinFactsOf(child).birthDate, language);
}

// What the protocols of applications and of meal subsidies share.
template <class T>
void addProtocol(const T& record, Language language, FieldValues& values) {
  addSitting(record.ticked, language, values);
  Fields& fields = values.fields;
  fields["protocol.number"] = record.protocolNumber;
  fields["protocol.dateWritten"] = writtenDate(record.sittingDate.value(), language);
  fields["protocol.reference"] = writtenReference(*record.sittingDate, record.protocolNumber, language);
  const auto& localBody = record.commission.localBody.in(language);
  fields["commission.localBody"] = localBody.empty() ? std::string(localBodyWord(language)) : localBody;
  fields["comments"] = record.comments;
  const auto comments = keptWithSignatures(record.comments);
  fields["comments.beforeLast"] = comments.before;
  fields["comments.last"] = orNone(comments.last);
}

// The day in Bishkek: what the portal's people saw on their clocks.
std::string receivedWritten(const std::optional<Timestamp>& receivedAt, Language language) {
  static const Zone kZone(Zone::kDefault);
  return receivedAt ? writtenDate(kZone.dateOf(*receivedAt), language) : std::string();
}

std::string nameOf(const std::optional<Kindergarten>& kindergarten, Language language) {
  return kindergarten ? kindergarten->name.in(language) : std::string();
}

void addGuardian(const Guardian& guardian, Language language, Fields& fields) {
  const std::string kinship = guardian.kinship ? std::string(kinshipWord(*guardian.kinship, language)) : "";
  const auto name = guardian.name.full();
  fields["guardian.fullName"] = name;
  fields["guardian.kinship"] = kinship;
  fields["guardian.fullNameAndKinship"] = kinship.empty() ? name : name + " (" + kinship + ")";
  fields["guardian.address"] = guardian.address;
  fields["guardian.addressOrDash"] = orNone(guardian.address);
}

void addDocuments(const std::vector<LocalizedText>& shown, Language language, FieldValues& values) {
  std::vector<std::string> names;
  auto& rows = values.lists["documents"];
  for (const auto& document : shown) {
    names.push_back(document.in(language));
    rows.push_back({{"number", std::to_string(names.size())}, {"name", names.back()}});
  }
  values.fields["documents.shown"] = truth(!names.empty());
  values.fields["documents.lines"] = numberedLines(names);
}

void addRecord(const Application& record, Language language, FieldValues& values) {
  addProtocol(record, language, values);
  Fields& fields = values.fields;
  addChild(record.child, language, fields);
  addGuardian(record.guardian, language, fields);
  addDocuments(record.documentsShown, language, values);
  fields["application.number"] = record.applicationNumber;
  fields["application.received"] = receivedWritten(record.receivedAt, language);
  fields["child.place"] = record.childPlace.name.in(language);
  fields["benefit.name"] = record.benefits.at(0).name.in(language);
  fields["decision.approved"] = truth(record.approved);
  fields["decision.refused"] = truth(!record.approved);
  if (record.approved) {
    fields["voucher.amountPerMonth"] = record.amountPerMonth ? writtenMoney(*record.amountPerMonth) : "";
    fields["kindergarten.name"] = nameOf(record.kindergarten, language);
  } else {
    fields["refusal.grounds"] = record.refusalGrounds;
  }
}

void addRecord(const MealSubsidy& record, Language language, FieldValues& values) {
  if (!record.uploadId.empty()) throw std::logic_error("an uploaded protocol has no view");
  addProtocol(record, language, values);
  Fields& fields = values.fields;
  fields["meal.amountPerDay"] = writtenMoney(record.amountPerDay.value());
  if (!record.child) return;
  addChild(*record.child, language, fields);
  fields["kindergarten.name"] = nameOf(record.kindergarten, language);
  fields["kindergarten.orDash"] = orNone(fields["kindergarten.name"]);
}

void addRecord(const VoucherList& record, Language language, FieldValues& values) {
  const auto& kindergarten = record.kindergarten.name.in(language);
  std::vector<FieldValues::Row> rows;
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
  // The totals and the signature are never alone on a page: the last rows stay with them, two, so that a row is not
  // read without another.
  static constexpr std::ptrdiff_t kKept = 2;
  const auto kept = rows.end() - std::min(kKept, std::ssize(rows));
  values.lists["vouchers.beforeLast"].assign(rows.begin(), kept);
  values.lists["vouchers.last"].assign(kept, rows.end());
  Fields& fields = values.fields;
  fields["list.monthWritten"] = writtenMonth(record.month, language);
  fields["list.dateWritten"] = writtenDate(record.month / std::chrono::day(1), language);
  fields["list.count"] = std::to_string(rows.size());
  fields["list.totalPerMonth"] = writtenMoney(total);
  fields["list.empty"] = truth(rows.empty());
  fields["kindergarten.name"] = kindergarten;
  values.lists["vouchers"] = std::move(rows);
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
  fields["chairperson.title"] = titleOf(*chairperson, language);
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
