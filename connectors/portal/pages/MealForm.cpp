#include "connectors/portal/pages/MealForm.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "connectors/portal/pages/ConflictFields.h"
#include "connectors/portal/pages/FormLine.h"
#include "connectors/portal/pages/MemberForm.h"
#include "connectors/portal/pages/PageText.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Money.h"
#include "pipeline/domain/Text.h"
#include "pipeline/record/RecordWords.h"

namespace balalyk {
namespace {

using web::ViewData;

// The fields that are compared in a conflict. Texts: "portal.meals.field.NAME".
struct Line {
  const char* name;
  std::string TypedMeal::*of;
};
constexpr auto kLines = std::to_array<Line>({{"number", &TypedMeal::number},
                                             {"date", &TypedMeal::date},
                                             {"amount", &TypedMeal::amount},
                                             {"surname", &TypedMeal::surname},
                                             {"givenName", &TypedMeal::givenName},
                                             {"patronymic", &TypedMeal::patronymic},
                                             {"kindergarten", &TypedMeal::kindergartenId},
                                             {"comments", &TypedMeal::comments}});
constexpr const char* kOfChild = "child";

std::string wordOf(const TypedMeal& meal) {
  return meal.ofChild ? kOfChild : "all";
}

// What is no id is itself.
std::string namedIn(const std::map<std::string, std::string>& names, const std::string& id) {
  const auto found = names.find(id);
  return found == names.end() ? id : found->second;
}

// The same people in whatever order are the same.
std::string namesIn(const std::map<std::string, std::string>& names, std::vector<std::string> ids) {
  std::ranges::sort(ids);
  std::string text;
  for (const auto& id : ids) text += (text.empty() ? "" : "\n") + namedIn(names, id);
  return text;
}

std::string writtenAmount(const std::optional<Tyiyn>& amount) {
  if (!amount) return "";
  auto text = decimalMoney(*amount);
  if (text.ends_with(".00")) text.resize(text.size() - 3);
  std::ranges::replace(text, '.', ',');
  return text;
}

// "2026-11-29", or as people write it: "29.11.2026".
std::optional<Date> dayOf(const std::string& typed) {
  const auto text = normaliseLine(typed);
  if (auto date = dateFromIso(text)) return date;
  if (text.size() != 10 || text[2] != '.' || text[5] != '.') return std::nullopt;
  return dateFromIso(text.substr(6) + "-" + text.substr(3, 2) + "-" + text.substr(0, 2));
}

}  // namespace

TypedMeal typedMealOf(const web::Values& fields) {
  TypedMeal typed{.commissionId = fields.first("commission")};
  const auto version = fields.first("version");
  std::from_chars(version.data(), version.data() + version.size(), typed.version);
  for (const auto& line : kLines) typed.*line.of = fields.first(line.name);
  typed.reason = fields.first("reason");
  typed.ofChild = fields.first("of") == kOfChild;
  typed.pin = fields.first("pin");
  typed.ticked = fields.all("members");
  typed.fileId = fields.first("upload");
  typed.dropFile = fields.first("template") == "1";
  return typed;
}

TypedMeal typedMealOf(const MealEntry& entry) {
  const auto& record = entry.record;
  TypedMeal typed{.id = record.origin.key, .commissionId = record.commission.id, .version = entry.version};
  typed.number = record.protocolNumber;
  typed.date = record.sittingDate ? isoDate(*record.sittingDate) : "";
  typed.amount = writtenAmount(record.amountPerDay);
  typed.comments = record.comments;
  typed.ofChild = record.child.has_value();
  if (record.child) {
    typed.surname = record.child->name.surname;
    typed.givenName = record.child->name.givenName;
    typed.patronymic = record.child->name.patronymic;
    typed.pin = record.child->pin;
  }
  if (record.kindergarten) typed.kindergartenId = record.kindergarten->id;
  for (const auto& member : record.ticked) typed.ticked.push_back(member.id);
  typed.fileId = record.uploadId;
  return typed;
}

ReadMeal readMeal(const TypedMeal& typed) {
  ReadMeal read;
  auto& record = read.record;
  record.origin.key = typed.id;
  record.commission.id = typed.commissionId;
  record.protocolNumber = typed.number;
  record.sittingDate = dayOf(typed.date);
  if (!record.sittingDate && !normaliseLine(typed.date).empty())
    read.unread.push_back({"dayNotWritten", {{"field", "protocol.date"}, {"instead", "sittingDateMissing"}}});
  record.amountPerDay = moneyFrom(typed.amount);
  if (!record.amountPerDay && !normaliseLine(typed.amount).empty())
    read.unread.push_back({"amountNotWritten", {{"field", "amountPerDay"}, {"instead", "amountMissing"}}});
  record.comments = typed.comments;
  if (typed.ofChild) record.child = Person{{typed.surname, typed.givenName, typed.patronymic}, typed.pin, std::nullopt};
  if (!typed.kindergartenId.empty()) record.kindergarten = Kindergarten{typed.kindergartenId, {}};
  if (!typed.dropFile) record.uploadId = typed.fileId;
  return read;
}

std::string mealFieldOf(const Problem& problem) {
  static constexpr std::pair<std::string_view, const char*> kCodes[] = {
      {"protocolNumberMissing", "number"}, {"sittingDateMissing", "date"},    {"sittingDateInFuture", "date"},
      {"attendeesMissing", "members"},     {"chairpersonMissing", "members"}, {"chairpersonSeveral", "members"},
      {"reasonMissing", "reason"}};
  static constexpr std::pair<std::string_view, const char*> kFields[] = {{"protocol.number", "number"},
                                                                         {"protocol.date", "date"},
                                                                         {"amountPerDay", "amount"},
                                                                         {"child.pin", "pin"},
                                                                         {"child.surname", "surname"},
                                                                         {"child.givenName", "givenName"},
                                                                         {"child.patronymic", "patronymic"},
                                                                         {"kindergarten.name", "kindergarten"},
                                                                         {"comments", "comments"}};
  for (const auto& [code, place] : kCodes)
    if (problem.code == code) return place;
  if (problem.code.starts_with("upload") || problem.code.starts_with("formFile")) return "file";
  const auto field = problem.params.find("field");
  if (field == problem.params.end()) return problem.params.contains("member") ? "members" : "";
  for (const auto& [name, place] : kFields)
    if (field->second == name) return place;
  return field->second.starts_with("member") ? "members" : "";
}

void showMeal(ViewData& data, const TypedMeal& typed, const std::vector<ListedEntry>& members,
              const std::vector<Kindergarten>& kindergartens, const Messages& messages,
              const std::vector<Problem>& problems) {
  const auto language = recordLanguage(messages);
  for (const auto& line : kLines) data.text(line.name, typed.*line.of);
  data.text("reason", typed.reason).flag("ofChild", typed.ofChild);
  data.flag("fromTemplate", typed.dropFile);
  std::vector<ViewData> lines, boxes, choices;
  for (const auto& line : {FormLine{"surname", typed.surname, "text", true},
                           {"givenName", typed.givenName, "text", true},
                           {"patronymic", typed.patronymic},
                           {"pin", typed.pin, "text", true}}) {
    std::vector<Problem> its;
    for (const auto& problem : problems)
      if (mealFieldOf(problem) == line.name) its.push_back(problem);
    lines.push_back(shown(line, "portal.meals", messages, its));
  }
  data.list("childLines", std::move(lines));
  for (const auto& [member, version, changedAt] : members) {
    const bool ticked = std::ranges::find(typed.ticked, member.id) != typed.ticked.end();
    if (!member.active && !ticked) continue;
    ViewData box;
    box.text("id", member.id)
        .text("name", surnameAndInitials(member.name))
        .text("position", member.position.in(language));
    box.text("role", messages.text(std::string("portal.members.role.") + toString(member.role)));
    box.flag("plain", member.role == CommissionRole::member).flag("hasPosition", !member.position.in(language).empty());
    boxes.push_back(box.flag("ticked", ticked).flag("inactive", !member.active));
  }
  for (const auto& kindergarten : kindergartens) {
    ViewData choice;
    choice.text("id", kindergarten.id).text("name", kindergarten.name.in(language));
    choices.push_back(choice.flag("chosen", kindergarten.id == typed.kindergartenId));
  }
  data.flag("hasMembers", !boxes.empty());
  data.list("members", std::move(boxes));
  data.flag("hasKindergartens", !choices.empty());
  data.list("kindergartens", std::move(choices));
}

std::vector<ViewData> mealBefore(const TypedMeal& meal) {
  std::vector<ViewData> fields;
  const auto add = [&](const char* name, const std::string& value) { addBefore(fields, name, value); };
  for (const auto& line : kLines) add(line.name, meal.*line.of);
  add("of", wordOf(meal));
  add("pin", maskedPin(meal.pin));
  for (const auto& id : meal.ticked) add("members", id);
  add("file", meal.dropFile ? "" : meal.fileId);
  return fields;
}

std::vector<ConflictField> mealConflict(const web::Values& fields, const TypedMeal& theirs, const TypedMeal& yours,
                                        const std::map<std::string, std::string>& names, const Messages& messages) {
  std::vector<ConflictField> rows;
  const auto was = [&](const char* name) { return before(fields, name); };
  const auto add = [&](const std::string& label, const std::string& before, const std::string& now,
                       const std::string& typed) {
    rows.push_back({messages.text(label), before, now, typed});
  };
  const auto field = [](const char* name) { return std::string("portal.meals.field.") + name; };
  for (const auto& line : kLines) {
    const auto &now = theirs.*line.of, &typed = yours.*line.of;
    add(field(line.name), namedIn(names, was(line.name)), namedIn(names, now), namedIn(names, typed));
  }
  const auto whom = [&](const std::string& word) {
    return messages.text(word == kOfChild ? "portal.meals.of.child" : "portal.meals.of.all");
  };
  add("portal.meals.of.legend", whom(was("of")), whom(wordOf(theirs)), whom(wordOf(yours)));
  add(field("pin"), was("pin"), maskedPin(theirs.pin),
      theirs.pin == yours.pin ? maskedPin(yours.pin) : yours.pin);  // whoever typed another one sees it
  const auto sat = namesIn(names, theirs.ticked), typed = namesIn(names, yours.ticked);
  add(field("members"), namesIn(names, allBefore(fields, "members")), sat, typed);
  const auto file = theirs.dropFile ? "" : theirs.fileId, chosen = yours.dropFile ? "" : yours.fileId;
  add(field("file"), namedIn(names, was("file")), namedIn(names, file), namedIn(names, chosen));
  return rows;
}

}  // namespace balalyk
