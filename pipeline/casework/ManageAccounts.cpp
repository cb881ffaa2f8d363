#include "pipeline/casework/ManageAccounts.h"

#include "pipeline/Error.h"
#include "pipeline/casework/SignIn.h"

namespace balalyk {

namespace {

void requireLocal(const Account& account) {
  if (account.identity.issuer != kLocalIssuer) throw Error("accountNotLocal");
}

bool isRoleOf(Role role, const ListedMember& member) {
  return (role == Role::chairperson && member.role == CommissionRole::chairperson) ||
         (role == Role::secretary && member.role == CommissionRole::secretary);
}

}  // namespace

Account ManageAccounts::find(const std::string& idOrLogin) {
  if (auto account = parts_.accounts.account(idOrLogin)) return *std::move(account);
  const auto login = loginFrom(idOrLogin);
  auto account = login ? parts_.accounts.ofIdentity({kLocalIssuer, *login}) : std::nullopt;
  if (!account) throw Error("accountNotFound");
  return *std::move(account);
}

ListedMember ManageAccounts::listed(const std::string& memberId) {
  auto member = parts_.members.member(memberId);
  if (!member || !member->active) throw Error("memberNotListed", {{"member", memberId}});
  return *std::move(member);
}

std::string ManageAccounts::add(const std::string& text, const std::string& language, const std::string& memberId,
                                const std::string& given) {
  const auto login = loginFrom(text);
  if (!login) throw Error("loginWrong");
  const auto person = memberId.empty() ? std::string() : listed(memberId).pin;
  const auto id = parts_.accounts.add({{kLocalIssuer, *login}, person, language, given}, actor_);
  if (!id) throw Error("accountExists");
  return *id;
}

bool ManageAccounts::grant(const Account& account, Role role, const std::string& kindergartenId,
                           const std::string& memberId) {
  const auto place = placeOf(role);
  const bool missing = (place == RolePlace::commission && memberId.empty()) ||
                       (place == RolePlace::kindergarten && kindergartenId.empty());
  if (missing) throw Error("rolePlaceMissing", {{"role", toString(role)}});
  const bool unneeded = (place != RolePlace::commission && !memberId.empty()) ||
                        (place != RolePlace::kindergarten && !kindergartenId.empty());
  if (unneeded) throw Error("rolePlaceUnneeded", {{"role", toString(role)}});
  Grant grant{role, kindergartenId, memberId};
  if (place == RolePlace::commission) {
    const auto member = listed(memberId);
    if (!isRoleOf(role, member)) throw Error("memberRoleDiffers", {{"member", memberId}, {"role", toString(role)}});
    grant.place = member.commissionId;
  }
  const auto granted = parts_.accounts.grant(account.id, grant, actor_);
  if (granted == Accounts::Granted::otherSide) throw Error("roleOtherSide", {{"commission", grant.place}});
  if (granted == Accounts::Granted::otherPerson) throw Error("accountOtherPerson", {{"member", memberId}});
  return granted == Accounts::Granted::yes;
}

bool ManageAccounts::withdraw(const Account& account, Role role, const std::string& place) {
  return parts_.accounts.withdraw(account.id, role, place, actor_);
}

signing::Secret ManageAccounts::firstPassword(const Account& account) {
  requireLocal(account);
  auto password = parts_.passwords.random();
  parts_.accounts.setPassword(account.id, parts_.passwords.hash(password), parts_.now() + kFirstPasswordLife, actor_);
  return password;
}

void ManageAccounts::requireStrong(const std::string& login, const signing::Secret& password) {
  if (auto problem = parts_.passwords.weakness(password, {login})) throw Error(*std::move(problem));
}

void ManageAccounts::setPassword(const Account& account, const signing::Secret& password) {
  requireLocal(account);
  requireStrong(account.identity.subject, password);
  parts_.accounts.setPassword(account.id, parts_.passwords.hash(password), std::nullopt, actor_);
}

}  // namespace balalyk
