#include "connectors/portal/pages/MemberForm.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "connectors/portal/pages/ConflictFields.h"
#include "connectors/portal/pages/FormLine.h"
#include "connectors/portal/pages/PageText.h"
#include "pipeline/record/RecordWords.h"

namespace balalyk {
namespace {

using web::ViewData;

// A line of the form. Its text is "portal.members.field.NAME"; `pipeline`: what the checks call it.
struct Line {
  const char* name;
  const char* pipeline;
  std::string& (*of)(Member&);
  const char* type = "text";
  bool required = false;
};

constexpr auto kLines = std::to_array<Line>({
    {"surname", "member.surname", [](Member& m) -> std::string& { return m.name.surname; }, "text", true},
    {"givenName", "member.givenName", [](Member& m) -> std::string& { return m.name.givenName; }, "text", true},
    {"patronymic", "member.patronymic", [](Member& m) -> std::string& { return m.name.patronymic; }},
    {"positionKy", "member.position", [](Member& m) -> std::string& { return m.position.ky; }},
    {"positionRu", "", [](Member& m) -> std::string& { return m.position.ru; }},
    {"workplaceKy", "member.workplace", [](Member& m) -> std::string& { return m.workplace.ky; }},
    {"workplaceRu", "", [](Member& m) -> std::string& { return m.workplace.ru; }},
    {"phone", "member.phone", [](Member& m) -> std::string& { return m.phone; }, "tel"},
    {"email", "member.email", [](Member& m) -> std::string& { return m.email; }, "email"},
});
constexpr const char* kTexts = "portal.members";

std::string labelOf(const char* name, const Messages& messages) {
  return messages.text(std::string("portal.members.field.") + name);
}

std::string roleWord(const std::string& role, const Messages& messages) {
  return wordFrom<CommissionRole>(role) ? messages.text("portal.members.role." + role) : role;
}

}  // namespace

TypedMember typedMemberOf(const web::Values& fields) {
  TypedMember typed;
  auto& member = typed.member;
  for (const auto& line : kLines) line.of(member) = fields.first(line.name);
  member.pin = fields.first("pin");
  typed.pinShown = fields.has("pin");
  member.role = wordFrom<CommissionRole>(fields.first("role")).value_or(CommissionRole::member);
  member.active = fields.first("active") == "1";
  const auto version = fields.first("version");
  std::from_chars(version.data(), version.data() + version.size(), typed.version);
  return typed;
}

TypedMember typedMemberOf(const ListedEntry& entry) {
  return {.member = entry.member, .version = entry.version, .pinShown = false};
}

std::string memberFieldOf(const Problem& problem) {
  if (problem.code == "memberListedTwice") return "pin";
  if (problem.code == "chairpersonListed") return "role";
  const auto field = problem.params.find("field");
  if (field == problem.params.end()) return "";
  if (field->second == "member.pin") return "pin";
  for (const auto& line : kLines)
    if (field->second == line.pipeline) return line.name;
  return field->second.starts_with("member") ? "surname" : "";
}

std::vector<ViewData> memberLines(const TypedMember& typed, const Messages& messages,
                                  const std::vector<Problem>& problems) {
  std::vector<ViewData> lines;
  auto member = typed.member;
  for (const auto& line : kLines) {
    std::vector<Problem> its;
    for (const auto& problem : problems)
      if (memberFieldOf(problem) == line.name) its.push_back(problem);
    lines.push_back(shown({line.name, line.of(member), line.type, line.required}, kTexts, messages, its));
  }
  return lines;
}

std::vector<ViewData> memberRoles(CommissionRole chosen, const Messages& messages) {
  std::vector<ViewData> roles;
  for (const auto role : Words<CommissionRole>::all) {
    ViewData item;
    item.text("value", toString(role)).text("label", roleWord(toString(role), messages));
    roles.push_back(item.flag("chosen", role == chosen));
  }
  return roles;
}

std::vector<ViewData> memberBefore(const Member& given) {
  std::vector<ViewData> fields;
  auto member = given;
  const auto add = [&](const char* name, const std::string& value) { addBefore(fields, name, value); };
  for (const auto& line : kLines) add(line.name, line.of(member));
  add("pin", maskedPin(member.pin));
  add("role", toString(member.role));
  add("active", member.active ? "1" : "0");
  return fields;
}

std::vector<ConflictField> memberConflict(const web::Values& fields, const Member& givenTheirs,
                                          const Member& givenYours, const Messages& messages) {
  std::vector<ConflictField> rows;
  auto theirs = givenTheirs, yours = givenYours;
  const auto add = [&](const char* name, const std::string& before, const std::string& now, const std::string& typed) {
    rows.push_back({labelOf(name, messages), before, now, typed});
  };
  for (const auto& line : kLines) add(line.name, before(fields, line.name), line.of(theirs), line.of(yours));
  add("pin", before(fields, "pin"), maskedPin(theirs.pin),
      theirs.pin == yours.pin ? maskedPin(yours.pin) : yours.pin);  // whoever typed another one sees it
  add("role", roleWord(before(fields, "role"), messages), roleWord(toString(theirs.role), messages),
      roleWord(toString(yours.role), messages));
  const auto stateWord = [&](bool active) {
    return messages.text(active ? "portal.members.active" : "portal.members.inactive");
  };
  add("active", stateWord(before(fields, "active") == "1"), stateWord(theirs.active), stateWord(yours.active));
  return rows;
}

}  // namespace balalyk
