#include <charconv>

#include "pipeline/domain/IsoDate.h"
#include "pipeline/record/RecordWords.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/record/XmlTree.h"

namespace balalyk {
namespace {

[[noreturn]] void refuse(const std::string& detail) {
  throw Error("recordXmlUnreadable", {{"detail", detail}});
}

// What is not a date is left out here and found by the comparison with what toXml() writes.
Date date(const std::string& text) {
  return dateFromIso(text).value_or(Date{});
}

bool truth(const XmlElement& element, const char* name) {
  return element.attribute(name) == "true";
}

PersonName name(const XmlElement& of) {
  return {of.child("surname").text(), of.child("givenName").text(), of.child("patronymic").text()};
}

LocalizedText localized(const XmlElement& element) {
  return {element.child("ky").text(), element.child("ru").text()};
}

std::int64_t number(const std::string& text, const std::string& of) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) refuse(of + " is not a number");
  return value;
}

Tyiyn amount(const XmlElement& element) {
  return number(element.text(), element.name());
}

std::optional<Tyiyn> maybeAmount(const XmlElement& root, const char* element) {
  const auto found = root.maybeChild(element);
  return found ? std::optional(amount(*found)) : std::nullopt;
}

RecordOrigin origin(const XmlElement& root) {
  return {root.attribute("key"), 0, truth(root, "synthetic")};
}

Commission commission(const XmlElement& root) {
  const auto element = root.child("commission");
  return {element.attribute("id"), localized(element.child("name")), localized(element.child("place")),
          element.attribute("soate"), protocolLanguagesFrom(element.attribute("languages"))};
}

Person person(const XmlElement& element) {
  const auto stated = element.maybeAttribute("statedBirthDate");
  return {name(element), element.attribute("pin"), stated ? std::optional(date(*stated)) : std::nullopt};
}

Member member(const XmlElement& element) {
  Member result;
  result.id = element.attribute("id");
  result.commissionId = element.attribute("commission");
  result.name = name(element);
  result.pin = element.maybeAttribute("pin").value_or("");
  result.position = localized(element.child("position"));
  result.role = commissionRoleFrom(element.attribute("role"));
  result.active = truth(element, "active");
  return result;
}

std::vector<Member> ticked(const XmlElement& root) {
  std::vector<Member> members;
  for (const auto& element : root.child("ticked").children()) members.push_back(member(element));
  return members;
}

std::optional<Date> sittingDate(const XmlElement& root) {
  const auto found = root.maybeChild("sittingDate");
  return found ? std::optional(date(found->text())) : std::nullopt;
}

Kindergarten kindergarten(const XmlElement& element) {
  return {element.attribute("id"), localized(element)};
}

std::optional<Kindergarten> maybeKindergarten(const XmlElement& root) {
  const auto found = root.maybeChild("kindergarten");
  return found ? std::optional(kindergarten(*found)) : std::nullopt;
}

Application application(const XmlElement& root) {
  Application record;
  record.origin = origin(root);
  record.approved = truth(root, "approved");
  record.commission = commission(root);
  record.protocolNumber = root.child("protocolNumber").text();
  record.sittingDate = sittingDate(root);
  record.refusalGrounds = root.child("refusalGrounds").text();
  record.child = person(root.child("child"));
  record.guardian = {person(root.child("guardian")), root.child("guardian").child("address").text()};
  for (const auto& element : root.child("benefits").children())
    record.benefits.push_back({element.attribute("code"), localized(element)});
  record.ticked = ticked(root);
  for (const auto& element : root.child("documentsShown").children())
    record.documentsShown.push_back(localized(element));
  record.comments = root.child("comments").text();
  record.amountPerMonth = maybeAmount(root, "amountPerMonth");
  record.kindergarten = maybeKindergarten(root);
  return record;
}

MealSubsidy mealSubsidy(const XmlElement& root) {
  MealSubsidy record;
  record.origin = origin(root);
  record.commission = commission(root);
  record.protocolNumber = root.child("protocolNumber").text();
  record.sittingDate = sittingDate(root);
  record.child = person(root.child("child"));
  record.kindergarten = maybeKindergarten(root);
  record.amountPerDay = maybeAmount(root, "amountPerDay");
  record.ticked = ticked(root);
  record.comments = root.child("comments").text();
  const auto upload = root.child("uploadId");
  record.uploadId = upload.text();
  record.uploadDigest = upload.maybeAttribute("digest").value_or("");
  if (const auto size = upload.maybeAttribute("size")) record.uploadSize = number(*size, "uploadId");
  return record;
}

VoucherList voucherList(const XmlElement& root) {
  VoucherList record;
  record.origin = origin(root);
  record.commission = commission(root);
  record.chairperson = member(root.child("chairperson"));
  record.kindergarten = kindergarten(root.child("kindergarten"));
  record.month = monthFromIso(root.child("month").text()).value_or(std::chrono::year_month{});
  for (const auto& element : root.child("holders").children())
    record.holders.push_back({element.attribute("key"), name(element), amount(element.child("amountPerMonth")),
                              date(element.attribute("from")), date(element.attribute("to")),
                              element.child("protocolNumber").text(), date(element.child("protocolDate").text())});
  return record;
}

Record record(const XmlElement& root) {
  if (root.name() == "application") return application(root);
  if (root.name() == "mealSubsidy") return mealSubsidy(root);
  if (root.name() == "voucherList") return voucherList(root);
  refuse("unknown root element");
}

}  // namespace

Record fromXml(std::string_view xml) {
  const XmlTree tree(xml);
  Record result = [&] {
    try {
      return record(tree.root());
    } catch (const Error& error) {
      if (error.problem().code != "unknownWord") throw;
      refuse("unknown " + error.problem().params.at("type"));
    }
  }();
  // One rule instead of a hundred: whatever toXml() would not have written (another namespace, order, element,
  // attribute, form of a value) shows as a difference.
  if (toXml(result) != xml) refuse("not in the form it was written in");
  return result;
}

}  // namespace balalyk
