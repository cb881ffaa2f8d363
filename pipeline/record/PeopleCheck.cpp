#include "pipeline/record/PeopleCheck.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "pipeline/domain/Collation.h"
#include "pipeline/domain/Pin.h"
#include "pipeline/domain/Text.h"

namespace balalyk {
namespace {

int rank(CommissionRole role) {
  switch (role) {
    case CommissionRole::chairperson:
      return 0;
    case CommissionRole::member:
      return 1;
    case CommissionRole::secretary:
      break;
  }
  return 2;
}

}  // namespace

bool beforeInProtocol(const Member& left, const Member& right) {
  const int names = compareKyrgyz(left.name.full(), right.name.full());
  return std::tuple(rank(left.role), names, left.id) < std::tuple(rank(right.role), 0, right.id);
}

void checkPerson(Person& person, const std::string& field, Date today, const std::optional<Date>& sitting,
                 TextCheck& check) {
  check.name(person.name, {{"field", field}});
  person.pin = normaliseLine(person.pin);
  if (person.statedBirthDate && !person.statedBirthDate->ok()) person.statedBirthDate.reset();
  const auto facts = readPin(person.pin, today);
  if (facts && sitting && facts->birthDate > *sitting) check.flag("bornAfterSitting", {{"field", field + ".pin"}});
  if (!facts)
    check.problem("pinImpossible", {{"field", field + ".pin"}});
  else if (person.statedBirthDate && *person.statedBirthDate != facts->birthDate)
    check.flag("birthDateDiffers", {{"field", field + ".birthDate"}});
}

bool belongsTo(const Member& member, const Commission& commission) {
  return member.active && member.commissionId == commission.id;
}

void checkMember(Member& member, Date today, TextCheck& check, Need pin) {
  member.pin = normaliseLine(member.pin);
  // Nobody but the chairperson signs: whose certificate it is shows in this number.
  const bool leftOut = pin == Need::optional && member.pin.empty();
  if (member.role == CommissionRole::chairperson && !leftOut && !readPin(member.pin, today))
    check.problem("pinImpossible", {{"field", "member.pin"}, {"member", member.id}});
  check.name(member.name, {{"field", "member"}, {"member", member.id}});
  check.localized(member.position, {{"field", "member.position"}, {"member", member.id}}, Need::optional);
  check.localized(member.workplace, {{"field", "member.workplace"}, {"member", member.id}}, Need::optional);
}

void checkTicked(std::vector<Member>& ticked, const Commission& commission, Date today, TextCheck& check) {
  std::set<std::string> seen;
  std::vector<Member> present;
  for (auto& member : ticked) {
    const Place who{{"member", member.id}};
    if (member.commissionId != commission.id) {
      check.flag("foreignMemberLeftOut", who);
    } else if (!member.active) {
      check.flag("inactiveMemberLeftOut", who);
    } else if (!seen.insert(member.id).second) {
      check.flag("memberTickedTwice", who);
    } else {
      checkMember(member, today, check);
      present.push_back(std::move(member));
    }
  }
  ticked = std::move(present);
  std::sort(ticked.begin(), ticked.end(), beforeInProtocol);
  const auto chairpersons = std::count_if(
      ticked.begin(), ticked.end(), [](const Member& member) { return member.role == CommissionRole::chairperson; });
  if (chairpersons == 0) check.problem("chairpersonMissing");
  if (chairpersons > 1) check.problem("chairpersonSeveral", {{"count", std::to_string(chairpersons)}});
}

}  // namespace balalyk
