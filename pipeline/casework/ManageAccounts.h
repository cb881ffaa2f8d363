#pragma once

#include <functional>
#include <string>

#include "pipeline/ports/Accounts.h"
#include "pipeline/ports/CommissionMembers.h"
#include "pipeline/ports/Passwords.h"

namespace balalyk {

// What an operator does with accounts, by `balalyk account` or on a page. `actor`: of the audit trail. Throws Error
// with what is wrong.
class ManageAccounts {
 public:
  struct Parts {
    Accounts& accounts;
    CommissionMembers& members;
    Passwords& passwords;
    std::function<Timestamp()> now;  // the database's
  };
  ManageAccounts(Parts parts, std::string actor) : parts_(std::move(parts)), actor_(std::move(actor)) {}

  // By its id or its login. Throws accountNotFound.
  Account find(const std::string& idOrLogin);

  // A local account, which cannot sign in before it has a password. `memberId` says who it is, when it is somebody of a
  // commission's list; else empty. Throws loginWrong, accountExists, memberNotListed.
  // `id`: of the account; the one that was added with it already is not added again.
  std::string add(const std::string& login, const std::string& language, const std::string& memberId,
                  const std::string& id = {});

  // The chairperson and the secretary are named by the member of the list, whose commission and role it is; a
  // kindergarten by its id; the others by nothing. Throws rolePlaceMissing{role}, rolePlaceUnneeded{role},
  // memberNotListed, memberRoleDiffers{role}, roleOtherSide{commission}. False: it has the role already.
  bool grant(const Account& account, Role role, const std::string& kindergartenId, const std::string& memberId);
  bool withdraw(const Account& account, Role role, const std::string& place);  // false: it has no such role

  // A new one for one sign-in, to be handed over, good for three days. Throws accountNotLocal.
  signing::Secret firstPassword(const Account& account);
  // Throws passwordTooShort, passwordTooLong, passwordCommon.
  void requireStrong(const std::string& login, const signing::Secret& password);
  // One of the operator's choice. Throws those and accountNotLocal.
  void setPassword(const Account& account, const signing::Secret& password);

 private:
  ListedMember listed(const std::string& memberId);

  const Parts parts_;
  const std::string actor_;
};

inline constexpr std::chrono::hours kFirstPasswordLife{72};

}  // namespace balalyk
