#pragma once

#include <concepts>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "pipeline/record/RecordTypes.h"

// The fields of the portal's records, each described once. The frozen record's XML (RecordXml.h, record.xsd), the
// columns that are read of the portal's views and their rows (connectors/database), the sample portal's tables and
// files (connectors/sample) follow from it.
namespace balalyk {

// Where a field is in the frozen record.
enum class InXml {
  element,
  attribute,  // of the element that its record is, or of `attributeOf`
  inlined,    // a field with fields: they are in the element around it
  leftOut,    // what says when, not what
};

// What a text or a number is besides its type.
enum class Meaning {
  plain,
  identifier,  // rows are put together by it: one that is missing would be the same for all that have none
  amount,      // tyiyn
  changeTime,  // milliseconds since 1970 UTC
};

// How the portal's views give a field that has fields.
enum class InView {
  columns,  // one each, named after the field's own column
  json,     // one column with a JSON object, or a list of them; the keys are the columns' names in camelCase
  rows,     // a list: one row each
};

struct FieldRules {
  InXml xml = InXml::element;
  const char* attributeOf = "";   // a field before it that is an element with a text
  const char* entry = "";         // of a list: the element that each entry is
  bool omittedWhenEmpty = false;  // of what came later, and what few have: the bytes of other records stay the same
  bool personal = false;          // never in a record that is published: a voucher list
  Meaning meaning = Meaning::plain;
  InView view = InView::columns;
  bool required = false;   // of a day or an amount: where the view has none it is unreadable
  bool otherwise = false;  // of a truth: what an unreadable one is taken for
  // Described after the first release: a portal's view may lack its columns or its key, which is read as empty.
  bool addedLater = false;
};

// One field. `name`: in the frozen record. `column`: in the portal's views, after the column of the field that it is
// part of ("child" + "pin": child_pin). Empty: the fields in it have their own names only; of a field without fields,
// the views do not give it.
template <class Owner, class Value>
struct Field {
  const char* name;
  const char* column;
  Value Owner::*member;
  FieldRules rules;
  bool (*frozenIf)(const Owner&);  // nullptr: always
};

template <class Owner, class Value>
constexpr Field<Owner, Value> field(const char* name, const char* column, Value Owner::*member, FieldRules rules = {},
                                    std::type_identity_t<bool (*)(const Owner&)> frozenIf = nullptr) {
  return {name, column, member, rules, frozenIf};
}

// The description of a type: `all`, its fields in the order in which they are frozen. Of a record, `element`: its root
// element, and whether it is `published`; of a part, `type`: its name in the schema.
template <class T>
struct Fields;

template <class T>
concept HasFields = requires {
  Fields<T>::all;
};

// std::optional<T> and std::vector<T>
template <class T>
struct Wrapped {
  using Type = T;
};
template <class T>
struct Wrapped<std::optional<T>> {
  using Type = T;
};
template <class T>
struct Wrapped<std::vector<T>> {
  using Type = T;
};
template <class T>
inline constexpr bool isOptional = std::same_as<T, std::optional<typename Wrapped<T>::Type>>;
template <class T>
inline constexpr bool isList = std::same_as<T, std::vector<typename Wrapped<T>::Type>>;
template <class T>
inline constexpr bool isPart = HasFields<typename Wrapped<T>::Type>;  // a field with fields

// Calls visit(field, value) for each field of a record or a part of one, in the order of its description.
template <class T, class Visit>
void forEachField(T& owner, const Visit& visit) {
  std::apply([&](const auto&... fields) { (visit(fields, owner.*(fields.member)), ...); },
             Fields<std::remove_const_t<T>>::all);
}

template <>
struct Fields<PersonName> {
  static constexpr const char* type = "Name";
  static constexpr std::tuple all{field("surname", "surname", &PersonName::surname),
                                  field("givenName", "given_name", &PersonName::givenName),
                                  field("patronymic", "patronymic", &PersonName::patronymic)};
};

template <>
struct Fields<LocalizedText> {
  static constexpr const char* type = "Localized";
  static constexpr std::tuple all{field("ky", "ky", &LocalizedText::ky), field("ru", "ru", &LocalizedText::ru)};
};

template <>
struct Fields<Person> {
  static constexpr const char* type = "Person";
  static constexpr std::tuple all{
      field("pin", "pin", &Person::pin, {.xml = InXml::attribute, .personal = true}),
      field("statedBirthDate", "birth_date", &Person::statedBirthDate, {.xml = InXml::attribute, .personal = true}),
      field("name", "", &Person::name, {.xml = InXml::inlined})};
};

template <>
struct Fields<Guardian> {
  static constexpr const char* type = "Guardian";
  static constexpr auto all = std::tuple_cat(
      Fields<Person>::all,
      std::tuple{
          field("address", "address", &Guardian::address, {.personal = true}),
          field("kinship", "kinship", &Guardian::kinship,
                {.xml = InXml::attribute, .omittedWhenEmpty = true, .personal = true, .addedLater = true}),
          field("phone", "phone", &Guardian::phone, {.xml = InXml::leftOut, .personal = true, .addedLater = true}),
          field("email", "email", &Guardian::email, {.xml = InXml::leftOut, .personal = true, .addedLater = true})});
};

template <>
struct Fields<Member> {
  static constexpr const char* type = "Member";
  static constexpr std::tuple all{
      field("id", "id", &Member::id, {.xml = InXml::attribute, .meaning = Meaning::identifier}),
      field("commission", "commission_id", &Member::commissionId,
            {.xml = InXml::attribute, .meaning = Meaning::identifier}),
      field("name", "", &Member::name, {.xml = InXml::inlined}),
      // The key that signs must be this person's.
      field("pin", "pin", &Member::pin, {.xml = InXml::attribute, .personal = true},
            [](const Member& member) { return member.role == CommissionRole::chairperson; }),
      field("position", "position", &Member::position), field("role", "role", &Member::role, {.xml = InXml::attribute}),
      field("active", "active", &Member::active, {.xml = InXml::attribute}),
      field("workplace", "workplace", &Member::workplace, {.omittedWhenEmpty = true, .addedLater = true}),
      field("phone", "phone", &Member::phone, {.xml = InXml::leftOut, .personal = true, .addedLater = true}),
      field("email", "email", &Member::email, {.xml = InXml::leftOut, .personal = true, .addedLater = true})};
};

template <>
struct Fields<Commission> {
  static constexpr const char* type = "Commission";
  static constexpr std::tuple all{
      field("id", "id", &Commission::id, {.xml = InXml::attribute, .meaning = Meaning::identifier}),
      field("name", "name", &Commission::name),
      field("place", "place", &Commission::place),
      field("soate", "soate", &Commission::soate, {.xml = InXml::attribute}),
      field("languages", "languages", &Commission::languages, {.xml = InXml::attribute}),
      field("localBody", "local_body", &Commission::localBody, {.omittedWhenEmpty = true, .addedLater = true})};
};

template <>
struct Fields<Locality> {
  static constexpr const char* type = "Locality";
  static constexpr std::tuple all{field("soate", "soate", &Locality::soate, {.xml = InXml::attribute}),
                                  field("name", "", &Locality::name, {.xml = InXml::inlined})};
};

template <>
struct Fields<Kindergarten> {
  static constexpr const char* type = "Kindergarten";
  static constexpr std::tuple all{
      field("id", "id", &Kindergarten::id, {.xml = InXml::attribute, .meaning = Meaning::identifier}),
      field("name", "name", &Kindergarten::name, {.xml = InXml::inlined})};
};

template <>
struct Fields<BenefitCategory> {
  static constexpr const char* type = "Benefit";
  static constexpr std::tuple all{field("code", "code", &BenefitCategory::code, {.xml = InXml::attribute}),
                                  field("name", "name", &BenefitCategory::name, {.xml = InXml::inlined})};
};

template <>
struct Fields<RecordOrigin> {
  static constexpr const char* type = "Origin";
  static constexpr std::tuple all{field("key", "key", &RecordOrigin::key, {.xml = InXml::attribute}),
                                  field("changedAt", "changed_at", &RecordOrigin::changedAt,
                                        {.xml = InXml::leftOut, .meaning = Meaning::changeTime}),
                                  field("synthetic", "synthetic", &RecordOrigin::synthetic, {.xml = InXml::attribute})};
};

template <>
struct Fields<Application> {
  static constexpr const char* element = "application";
  static constexpr bool published = false;
  static constexpr std::tuple all{
      field("origin", "", &Application::origin, {.xml = InXml::inlined}),
      field("commission", "commission", &Application::commission),
      field("protocolNumber", "protocol_number", &Application::protocolNumber),
      field("sittingDate", "sitting_date", &Application::sittingDate),
      // Unreadable, it goes back; it is at least not filed as a refusal meanwhile.
      field("approved", "approved", &Application::approved, {.xml = InXml::attribute, .otherwise = true}),
      field("refusalGrounds", "refusal_grounds", &Application::refusalGrounds),
      field("child", "child", &Application::child), field("guardian", "guardian", &Application::guardian),
      field("benefits", "benefits", &Application::benefits, {.entry = "benefit", .view = InView::json}),
      field("ticked", "members", &Application::ticked, {.entry = "member", .view = InView::json}),
      field("documentsShown", "documents", &Application::documentsShown, {.entry = "document", .view = InView::json}),
      field("comments", "comments", &Application::comments),
      field("amountPerMonth", "amount_per_month", &Application::amountPerMonth, {.meaning = Meaning::amount}),
      field("kindergarten", "kindergarten", &Application::kindergarten),
      field("applicationNumber", "application_number", &Application::applicationNumber,
            {.omittedWhenEmpty = true, .addedLater = true}),
      field("receivedAt", "received_at", &Application::receivedAt, {.omittedWhenEmpty = true, .addedLater = true}),
      field("childPlace", "child_place", &Application::childPlace, {.omittedWhenEmpty = true, .addedLater = true})};
};

template <>
struct Fields<MealSubsidy> {
  static constexpr const char* element = "mealSubsidy";
  static constexpr bool published = false;
  static constexpr std::tuple all{
      field("origin", "", &MealSubsidy::origin, {.xml = InXml::inlined}),
      field("commission", "commission", &MealSubsidy::commission),
      field("protocolNumber", "protocol_number", &MealSubsidy::protocolNumber),
      field("sittingDate", "sitting_date", &MealSubsidy::sittingDate), field("child", "child", &MealSubsidy::child),
      field("kindergarten", "kindergarten", &MealSubsidy::kindergarten),
      field("amountPerDay", "amount_per_day", &MealSubsidy::amountPerDay, {.meaning = Meaning::amount}),
      field("ticked", "members", &MealSubsidy::ticked, {.entry = "member", .view = InView::json}),
      field("comments", "comments", &MealSubsidy::comments), field("uploadId", "upload_id", &MealSubsidy::uploadId),
      // Of the very file that is signed; another view gives them.
      field("digest", "", &MealSubsidy::uploadDigest,
            {.xml = InXml::attribute, .attributeOf = "uploadId", .omittedWhenEmpty = true}),
      field("size", "", &MealSubsidy::uploadSize, {.xml = InXml::attribute, .attributeOf = "uploadId"})};
};

template <>
struct Fields<VoucherHolder> {
  static constexpr const char* type = "Holder";
  static constexpr std::tuple all{
      field("key", "key", &VoucherHolder::key, {.xml = InXml::attribute, .meaning = Meaning::identifier}),
      field("child", "child", &VoucherHolder::child, {.xml = InXml::inlined}),
      field("amountPerMonth", "amount_per_month", &VoucherHolder::amountPerMonth,
            {.meaning = Meaning::amount, .required = true}),
      field("from", "valid_from", &VoucherHolder::from, {.xml = InXml::attribute, .required = true}),
      field("to", "valid_to", &VoucherHolder::to, {.xml = InXml::attribute, .required = true}),
      field("protocolNumber", "protocol_number", &VoucherHolder::protocolNumber),
      field("protocolDate", "protocol_date", &VoucherHolder::protocolDate)};
};

template <>
struct Fields<VoucherList> {
  static constexpr const char* element = "voucherList";
  static constexpr bool published = true;
  static constexpr std::tuple all{
      field("origin", "", &VoucherList::origin, {.xml = InXml::inlined}),
      field("commission", "commission", &VoucherList::commission),
      field("chairperson", "chairperson", &VoucherList::chairperson, {.view = InView::json}),
      field("kindergarten", "kindergarten", &VoucherList::kindergarten),
      field("month", "", &VoucherList::month),
      field("holders", "", &VoucherList::holders, {.entry = "holder", .view = InView::rows})};
};

}  // namespace balalyk
