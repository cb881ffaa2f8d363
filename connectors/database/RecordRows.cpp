#include "connectors/database/RecordRows.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>

#include "pipeline/domain/IsoDate.h"

namespace balalyk {

namespace {

// Reads a row's cells one after another, in the order of the columns.
class Cells {
 public:
  explicit Cells(const SqlRow& row) : row_(row) {}
  std::string text() { return row_.text(next_++); }
  std::int64_t integer() { return row_.integer(next_++); }
  std::optional<std::int64_t> optionalInteger() { return row_.optionalInteger(next_++); }
  bool flag() { return row_.flag(next_++); }
  std::optional<Date> date() { return dateFromIso(row_.text(next_++)); }
  LocalizedText localized() {
    LocalizedText value;
    value.ky = text();
    value.ru = text();
    return value;
  }
  PersonName name() {
    PersonName value;
    value.surname = text();
    value.givenName = text();
    value.patronymic = text();
    return value;
  }

 private:
  const SqlRow& row_;
  std::size_t next_ = 0;
};

template <typename Read>
auto jsonObjects(const std::string& json, Read read) {
  std::vector<decltype(read(std::declval<const Poco::JSON::Object&>()))> values;
  try {
    const auto array = Poco::JSON::Parser().parse(json).extract<Poco::JSON::Array::Ptr>();
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (const auto object = array->getObject(static_cast<unsigned>(i))) values.push_back(read(*object));
    }
  } catch (const Poco::Exception&) {
    // The portal's list is no JSON, or not of this form: what was read of it stands, the check finds what is missing.
  }
  return values;
}

std::string text(const Poco::JSON::Object& object, const std::string& name) {
  return object.isNull(name) ? std::string() : object.getValue<std::string>(name);
}

Member memberFrom(const Poco::JSON::Object& object) {
  const auto role = text(object, "role");
  const auto active = text(object, "active");
  return {.id = text(object, "id"),
          .commissionId = text(object, "commissionId"),
          .name = {text(object, "surname"), text(object, "givenName"), text(object, "patronymic")},
          .pin = text(object, "pin"),
          .position = {text(object, "positionKy"), text(object, "positionRu")},
          .role = role == "chairperson" ? CommissionRole::chairperson
                  : role == "secretary" ? CommissionRole::secretary
                                        : CommissionRole::member,
          .active = active == "1" || active == "true"};
}

LocalizedText textsFrom(const Poco::JSON::Object& object) {
  return {text(object, "ky"), text(object, "ru")};
}

BenefitCategory benefitFrom(const Poco::JSON::Object& object) {
  return {text(object, "code"), {text(object, "nameKy"), text(object, "nameRu")}};
}

RecordOrigin originFrom(Cells& cells) {
  RecordOrigin origin;
  origin.key = cells.text();
  origin.changedAt = cells.integer();
  origin.synthetic = cells.flag();
  return origin;
}

Commission commissionFrom(Cells& cells) {
  Commission commission;
  commission.id = cells.text();
  commission.name = cells.localized();
  commission.place = cells.localized();
  commission.soate = cells.text();
  const auto languages = cells.text();
  commission.languages = languages == "ru"     ? ProtocolLanguages::ru
                         : languages == "both" ? ProtocolLanguages::both
                                               : ProtocolLanguages::ky;
  return commission;
}

Person personFrom(Cells& cells) {
  Person person;
  person.name = cells.name();
  person.pin = cells.text();
  person.statedBirthDate = cells.date();
  return person;
}

std::optional<Kindergarten> kindergartenFrom(Cells& cells) {
  Kindergarten kindergarten;
  kindergarten.id = cells.text();
  kindergarten.name = cells.localized();
  return kindergarten.id.empty() ? std::nullopt : std::optional(kindergarten);
}

}  // namespace

Application applicationFrom(const SqlRow& row) {
  Cells cells(row);
  Application record;
  record.origin = originFrom(cells);
  record.commission = commissionFrom(cells);
  record.protocolNumber = cells.text();
  record.sittingDate = cells.date();
  record.approved = cells.flag();
  record.refusalGrounds = cells.text();
  record.child = personFrom(cells);
  static_cast<Person&>(record.guardian) = personFrom(cells);
  record.guardian.address = cells.text();
  record.comments = cells.text();
  record.amountPerMonth = cells.optionalInteger();
  record.kindergarten = kindergartenFrom(cells);
  record.benefits = jsonObjects(cells.text(), benefitFrom);
  record.ticked = jsonObjects(cells.text(), memberFrom);
  record.documentsShown = jsonObjects(cells.text(), textsFrom);
  return record;
}

MealSubsidy mealSubsidyFrom(const SqlRow& row) {
  Cells cells(row);
  MealSubsidy record;
  record.origin = originFrom(cells);
  record.commission = commissionFrom(cells);
  record.protocolNumber = cells.text();
  record.sittingDate = cells.date();
  record.child = personFrom(cells);
  record.kindergarten = kindergartenFrom(cells);
  record.amountPerDay = cells.optionalInteger();
  record.comments = cells.text();
  record.uploadId = cells.text();
  record.ticked = jsonObjects(cells.text(), memberFrom);
  return record;
}

VoucherList voucherListFrom(const std::vector<SqlRow>& rows, std::chrono::year_month month) {
  VoucherList list;
  list.month = month;
  for (const auto& row : rows) {
    Cells cells(row);
    const auto origin = originFrom(cells);
    list.commission = commissionFrom(cells);
    list.kindergarten = kindergartenFrom(cells).value_or(Kindergarten{});
    const auto chairpersons = jsonObjects("[" + cells.text() + "]", memberFrom);
    list.chairperson = chairpersons.empty() ? Member{} : chairpersons.front();
    VoucherHolder holder;
    holder.key = origin.key;
    holder.child = cells.name();
    holder.amountPerMonth = cells.integer();
    holder.from = cells.date().value_or(Date{});
    holder.to = cells.date().value_or(Date{});
    holder.protocolNumber = cells.text();
    holder.protocolDate = cells.date().value_or(Date{});
    list.holders.push_back(std::move(holder));
    list.origin.changedAt = std::max(list.origin.changedAt, origin.changedAt);
    list.origin.synthetic = list.origin.synthetic || origin.synthetic;
  }
  list.origin.key = list.kindergarten.id + "/" + isoMonth(month);
  return list;
}

}  // namespace balalyk
