#include "pipeline/casework/ManageMembers.h"

#include <algorithm>
#include <tuple>

#include "pipeline/casework/ContactDetails.h"
#include "pipeline/domain/Collation.h"
#include "pipeline/domain/Pin.h"
#include "pipeline/domain/Text.h"
#include "pipeline/record/PeopleCheck.h"

namespace balalyk {

namespace {

int rank(const Member& member) {
  if (!member.active) return 3;
  if (member.role == CommissionRole::chairperson) return 0;
  return member.role == CommissionRole::secretary ? 1 : 2;
}

bool holdsRole(const Member& member) {
  return member.active && member.role != CommissionRole::member;
}

// Whether the roles that are held by the entry end with the change: they follow its number, its role and its state.
bool endsRoles(const Member& before, const Member& after, bool removed) {
  return holdsRole(before) && (removed || !holdsRole(after) || before.role != after.role || before.pin != after.pin);
}

bool isChairperson(const Member& member) {
  return member.active && member.role == CommissionRole::chairperson;
}

// What a protocol shows of a member.
bool isShownOtherwise(const Member& before, const Member& after) {
  return before.name != after.name || before.position != after.position || before.workplace != after.workplace ||
         before.role != after.role || before.pin != after.pin;
}

Problem shownUnderWay(const std::vector<Document>& documents) {
  const auto sent = std::ranges::count_if(
      documents, [](const Document& one) { return one.state == State::sent || one.state == State::authorised; });
  return {"memberShownUnderWay", {{"count", std::to_string(documents.size())}, {"sent", std::to_string(sent)}}};
}

Problem counted(const char* code, std::size_t count) {
  return {code, {{"count", std::to_string(count)}}};
}

}  // namespace

std::string ManageMembers::confirmationOf(const std::vector<Problem>& consequences) {
  std::string text = "yes";
  for (const auto& problem : consequences) text += " " + toString(problem);
  return text;
}

std::vector<ListedEntry> ManageMembers::list(const Permission& by, const std::string& commissionId) {
  auto entries = book_.members(by, commissionId);
  std::ranges::sort(entries, [](const ListedEntry& left, const ListedEntry& right) {
    const int names = compareKyrgyz(left.member.name.full(), right.member.name.full());
    return std::tuple(rank(left.member), names, left.member.id) < std::tuple(rank(right.member), 0, right.member.id);
  });
  return entries;
}

std::optional<Date> ManageMembers::birthDateOf(const std::string& pin) const {
  const auto facts = readPin(normaliseLine(pin), today_);
  return facts ? std::optional(facts->birthDate) : std::nullopt;
}

std::optional<Commission> ManageMembers::commission(const Permission& by, const std::string& id) {
  auto all = book_.commissions(by);
  const auto found = std::ranges::find(all, id, &Commission::id);
  return found == all.end() ? std::nullopt : std::optional(std::move(*found));
}

void ManageMembers::check(Member& member, ProtocolLanguages languages, std::vector<Problem>& problems) const {
  TextCheck check(languages);
  checkMember(member, today_, check);
  if (!readPin(member.pin, today_)) check.problem("pinImpossible", {{"field", "member.pin"}, {"member", member.id}});
  if (!normaliseLine(member.phone).empty()) {
    if (auto phone = phoneFrom(member.phone))
      member.phone = *std::move(phone);
    else
      check.problem("phoneImpossible", {{"field", "member.phone"}});
  } else {
    member.phone.clear();
  }
  member.email = normaliseLine(member.email);
  if (!member.email.empty() && !isEmail(member.email)) check.problem("emailImpossible", {{"field", "member.email"}});
  problems = check.takeProblems();
}

std::pair<std::vector<Problem>, std::vector<Document>> ManageMembers::consequencesOf(const Permission& by,
                                                                                     const Member& before,
                                                                                     const Member& after,
                                                                                     bool removed) {
  std::vector<Problem> consequences;
  const bool rolesEnd = endsRoles(before, after, removed);
  const bool leaves = before.active && (removed || !after.active);
  const bool signerChanges = isChairperson(before) && (rolesEnd || leaves);
  const bool otherwise = !leaves && !removed && isShownOtherwise(before, after);
  if (!rolesEnd && !leaves && !removed && !otherwise) return {};
  auto use = book_.use(by, before.id);
  if (rolesEnd && std::ranges::find(use.accounts, accountId_) != use.accounts.end())
    consequences.push_back({"memberIsYou", {}});
  if (rolesEnd && !use.accounts.empty()) consequences.push_back(counted("memberRolesLost", use.accounts.size()));
  if (signerChanges && (removed || !isChairperson(after)))
    consequences.push_back({"commissionWithoutChairperson", {}});
  else if (signerChanges)
    consequences.push_back({"signerChanges", {}});
  if (leaves && !use.underWay.empty()) consequences.push_back(counted("memberUnderWay", use.underWay.size()));
  if (otherwise && !use.underWay.empty()) consequences.push_back(shownUnderWay(use.underWay));
  if (leaves && !use.waiting.empty()) consequences.push_back(counted("memberTicked", use.waiting.size()));
  if (removed && use.everUsed) consequences.push_back({"memberKept", {}});
  if (!leaves && !otherwise) use.underWay.clear();
  return {std::move(consequences), std::move(use.underWay)};
}

ManageMembers::Result ManageMembers::from(MemberBook::Result written, Member member) {
  Result result{.outcome = Outcome::done, .member = std::move(member)};
  switch (written.outcome) {
    case MemberBook::Outcome::done:
      result.member.id = written.id;
      break;
    case MemberBook::Outcome::notFound:
      result.outcome = Outcome::notFound;
      break;
    case MemberBook::Outcome::conflict:
      result.outcome = Outcome::conflict;
      result.theirs = std::move(written.theirs);
      break;
    case MemberBook::Outcome::personListed:
      result.outcome = Outcome::wrong;
      result.problems.push_back({"memberListedTwice", {{"member", written.other}}});
      break;
    case MemberBook::Outcome::chairpersonListed:
      result.outcome = Outcome::wrong;
      result.problems.push_back({"chairpersonListed", {{"member", written.other}}});
      break;
  }
  return result;
}

ManageMembers::Result ManageMembers::save(const Permission& by, Member member, std::int64_t version, bool pinKept,
                                          const std::string& confirmed) {
  std::optional<ListedEntry> before;
  if (!member.id.empty()) {
    before = book_.member(by, member.id);
    if (!before) return {.outcome = Outcome::notFound};
    member.commissionId = before->member.commissionId;
    if (pinKept) member.pin = before->member.pin;
  }
  const auto of = commission(by, member.commissionId);
  if (!of) return {.outcome = Outcome::notFound};
  Result result{.outcome = Outcome::wrong};
  check(member, of->languages, result.problems);
  result.member = member;
  if (!result.problems.empty()) return result;
  if (!before) {
    auto added = member;
    added.id = newId_;
    return from(book_.add(by, added, accountId_), member);
  }
  // There already: saved by this very form, whose answer was lost. What it does not show, another may have changed.
  if (!pinKept && before->member == member) return {.outcome = Outcome::done, .member = member};
  if (before->version != version) return {.outcome = Outcome::conflict, .member = member, .theirs = before};
  std::tie(result.consequences, result.underWay) = consequencesOf(by, before->member, member, false);
  result.outcome = Outcome::ask;
  if (!result.consequences.empty() && confirmationOf(result.consequences) != confirmed) return result;
  return from(book_.change(by, member, version, accountId_), member);
}

ManageMembers::Result ManageMembers::setActive(const Permission& by, const std::string& id, std::int64_t version,
                                               bool active, const std::string& confirmed) {
  const auto before = book_.member(by, id);
  if (!before) return {.outcome = Outcome::notFound};
  auto after = before->member;
  after.active = active;
  if (before->version != version) return {.outcome = Outcome::conflict, .member = after, .theirs = before};
  auto [consequences, underWay] = consequencesOf(by, before->member, after, false);
  if (!consequences.empty() && confirmationOf(consequences) != confirmed)
    return {.outcome = Outcome::ask,
            .member = after,
            .consequences = std::move(consequences),
            .underWay = std::move(underWay)};
  return from(book_.setActive(by, id, version, active, accountId_), after);
}

ManageMembers::Result ManageMembers::remove(const Permission& by, const std::string& id, std::int64_t version,
                                            const std::string& confirmed) {
  const auto before = book_.member(by, id);
  if (!before) return {.outcome = Outcome::notFound};
  if (before->version != version) return {.outcome = Outcome::conflict, .member = before->member, .theirs = before};
  auto [consequences, underWay] = consequencesOf(by, before->member, before->member, true);
  // Removing asks even where nothing follows.
  if (confirmationOf(consequences) != confirmed)
    return {.outcome = Outcome::ask,
            .member = before->member,
            .consequences = std::move(consequences),
            .underWay = std::move(underWay)};
  return from(book_.remove(by, id, version, accountId_), before->member);
}

}  // namespace balalyk
