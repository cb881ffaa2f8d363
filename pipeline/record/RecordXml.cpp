#include "pipeline/record/RecordXml.h"

#include "pipeline/domain/IsoDate.h"
#include "pipeline/record/CanonicalXml.h"
#include "pipeline/record/RecordWords.h"
#include "signing/crypto/Digest.h"

namespace balalyk {
namespace {

using Attributes = std::vector<CanonicalXml::Attribute>;

const char* truth(bool value) {
  return value ? "true" : "false";
}
// Empty for what ISO 8601 has no four-digit year for: such a date is only in a returned record.
std::string iso(Date date) {
  const bool writable = date.ok() && date.year() >= std::chrono::year(0) && date.year() <= std::chrono::year(9999);
  return writable ? isoDate(date) : "";
}

void addName(CanonicalXml& xml, const PersonName& name) {
  xml.text("surname", name.surname);
  xml.text("givenName", name.givenName);
  xml.text("patronymic", name.patronymic);
}

void addTexts(CanonicalXml& xml, const LocalizedText& text) {
  xml.text("ky", text.ky);
  xml.text("ru", text.ru);
}

void addLocalized(CanonicalXml& xml, std::string_view element, const LocalizedText& text,
                  const Attributes& attributes = {}) {
  xml.open(element, attributes);
  addTexts(xml, text);
  xml.close();
}

void addCommission(CanonicalXml& xml, const Commission& commission) {
  xml.open("commission",
           {{"id", commission.id}, {"languages", toString(commission.languages)}, {"soate", commission.soate}});
  addLocalized(xml, "name", commission.name);
  addLocalized(xml, "place", commission.place);
  xml.close();
}

void openPerson(CanonicalXml& xml, std::string_view element, const Person& person) {
  Attributes attributes{{"pin", person.pin}};
  if (person.statedBirthDate) attributes.emplace_back("statedBirthDate", iso(*person.statedBirthDate));
  xml.open(element, attributes);
  addName(xml, person.name);
}

enum class Pin { ofChairperson, none };

void addMember(CanonicalXml& xml, std::string_view element, const Member& member, Pin pin = Pin::ofChairperson) {
  Attributes attributes{{"active", truth(member.active)}, {"commission", member.commissionId}, {"id", member.id}};
  // The key that signs must be this person's.
  if (pin == Pin::ofChairperson && member.role == CommissionRole::chairperson)
    attributes.emplace_back("pin", member.pin);
  attributes.emplace_back("role", toString(member.role));
  xml.open(element, attributes);
  addName(xml, member.name);
  addLocalized(xml, "position", member.position);
  xml.close();
}

void addTicked(CanonicalXml& xml, const std::vector<Member>& ticked) {
  xml.open("ticked");
  for (const auto& member : ticked) addMember(xml, "member", member);
  xml.close();
}

void addSitting(CanonicalXml& xml, const std::string& number, const std::optional<Date>& date) {
  xml.text("protocolNumber", number);
  if (date) xml.text("sittingDate", iso(*date));
}

void addAmount(CanonicalXml& xml, std::string_view element, Tyiyn amount) {
  xml.text(element, std::to_string(amount), {{"unit", "tyiyn"}});
}

void addKindergarten(CanonicalXml& xml, const Kindergarten& kindergarten) {
  addLocalized(xml, "kindergarten", kindergarten.name, {{"id", kindergarten.id}});
}

Attributes rootAttributes(const RecordOrigin& origin) {
  return {{"xmlns", kRecordNamespace}, {"key", origin.key}, {"synthetic", truth(origin.synthetic)}};
}

void add(CanonicalXml& xml, const Application& record) {
  auto attributes = rootAttributes(record.origin);
  attributes.insert(attributes.begin() + 1, {"approved", truth(record.approved)});
  xml.open("application", attributes);
  addCommission(xml, record.commission);
  addSitting(xml, record.protocolNumber, record.sittingDate);
  xml.text("refusalGrounds", record.refusalGrounds);
  openPerson(xml, "child", record.child);
  xml.close();
  openPerson(xml, "guardian", record.guardian);
  xml.text("address", record.guardian.address);
  xml.close();
  xml.open("benefits");
  for (const auto& benefit : record.benefits) addLocalized(xml, "benefit", benefit.name, {{"code", benefit.code}});
  xml.close();
  addTicked(xml, record.ticked);
  xml.open("documentsShown");
  for (const auto& document : record.documentsShown) addLocalized(xml, "document", document);
  xml.close();
  xml.text("comments", record.comments);
  if (record.amountPerMonth) addAmount(xml, "amountPerMonth", *record.amountPerMonth);
  if (record.kindergarten) addKindergarten(xml, *record.kindergarten);
  xml.close();
}

void add(CanonicalXml& xml, const MealSubsidy& record) {
  xml.open("mealSubsidy", rootAttributes(record.origin));
  addCommission(xml, record.commission);
  addSitting(xml, record.protocolNumber, record.sittingDate);
  openPerson(xml, "child", record.child);
  xml.close();
  if (record.kindergarten) addKindergarten(xml, *record.kindergarten);
  if (record.amountPerDay) addAmount(xml, "amountPerDay", *record.amountPerDay);
  addTicked(xml, record.ticked);
  xml.text("comments", record.comments);
  Attributes upload;
  if (!record.uploadDigest.empty()) upload.emplace_back("digest", record.uploadDigest);
  if (record.uploadSize) upload.emplace_back("size", std::to_string(*record.uploadSize));
  xml.text("uploadId", record.uploadId, upload);
  xml.close();
}

void add(CanonicalXml& xml, const VoucherList& record) {
  xml.open("voucherList", rootAttributes(record.origin));
  addCommission(xml, record.commission);
  addMember(xml, "chairperson", record.chairperson, Pin::none);  // a list is published
  addKindergarten(xml, record.kindergarten);
  xml.text("month", record.month.ok() ? isoMonth(record.month) : "");
  xml.open("holders");
  for (const auto& holder : record.holders) {
    xml.open("holder", {{"from", iso(holder.from)}, {"key", holder.key}, {"to", iso(holder.to)}});
    addName(xml, holder.child);
    addAmount(xml, "amountPerMonth", holder.amountPerMonth);
    xml.text("protocolNumber", holder.protocolNumber);
    xml.text("protocolDate", iso(holder.protocolDate));
    xml.close();
  }
  xml.close();
  xml.close();
}

}  // namespace

std::string toXml(const Record& record) {
  CanonicalXml xml;
  std::visit([&](const auto& one) { add(xml, one); }, record);
  return xml.take();
}

std::string recordDigest(std::string_view xml) {
  return signing::toHex(signing::sha256(xml));
}

}  // namespace balalyk
