#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/domain/Date.h"

namespace balalyk {

// What people are to the portal. Secretary and chairperson are of one commission, a kindergarten of itself; the others
// are of the whole portal.
enum class Role { secretary, chairperson, archivist, operator_, ministry, kindergarten };
const char* toString(Role role);  // "operator"
std::optional<Role> roleFrom(const std::string& word);
std::vector<Role> allRoles();

// Where a role is held.
enum class RolePlace { commission, kindergarten, portal };
RolePlace placeOf(Role role);

struct Grant {
  Role role{};
  std::string place;     // the id of the commission or the kindergarten; empty: the portal
  std::string memberId;  // who of the commission's list holds it; empty: the operator gave it without a member
  bool operator==(const Grant&) const = default;
};

// Who somebody is, by whom it was proved. Accounts are found by both and by nothing else, never by an e-mail address.
struct Identity {
  std::string issuer;  // an address of a provider, or kLocalIssuer
  std::string subject;
  bool operator==(const Identity&) const = default;
};
inline constexpr const char* kLocalIssuer = "local";  // the subject is then the login

struct Account {
  std::string id;
  Identity identity;
  std::string language;  // ky, ru, en; empty: not chosen
  bool active = false;
  bool mustChangePassword = false;  // may do nothing else until then
  bool secondFactor = false;        // in force
  // May do nothing else until then: of a visitor of a portal that wants one of everybody (AccountVisitors).
  bool mustSetUpSecondFactor = false;
  // Those in force now: none of an account that is not active; none of a member whom the commission's list no longer
  // has as active, in this role and, where the account's person is known, with that personal number.
  std::vector<Grant> grants;
};

struct NewAccount {
  Identity identity;
  std::string person;  // the PIN, where it is known: by it two accounts are one person's
  std::string language;
  std::string id;  // empty: a new one
};

struct StoredPassword {
  std::string accountId;
  bool active = false;             // of the account
  std::string hash;                // empty: there is none
  bool first = false;              // made for one sign-in
  std::optional<Timestamp> until;  // of a first one
};

// Port, part of the portal database: accounts and what they may be. Every change is an entry of the audit trail, by ids
// only. An account is never removed, for the trail names it.
class Accounts {
 public:
  virtual ~Accounts() = default;

  virtual std::optional<Account> account(const std::string& id) = 0;  // to be asked at each request
  virtual std::optional<Account> ofIdentity(const Identity& identity) = 0;
  virtual std::vector<Account> list() = 0;  // by issuer and subject

  // nullopt: is there, with another id than the one given.
  virtual std::optional<std::string> add(const NewAccount& account, const std::string& actor) = 0;

  // Of who comes by a provider: finds or adds the account, and gives it of the roles that lists give just these. Those
  // that an operator gave stay. A role that cannot be held beside another is left out. nullopt: not active.
  virtual std::optional<std::string> admit(const NewAccount& account, const std::vector<Grant>& listed) = 0;

  // `otherSide`: the account, the member, or another account of the same person is the commission's chairperson or
  // secretary already, and nobody is both. `otherPerson`: the account is known to be of somebody else than the member,
  // so that the role would never be in force.
  enum class Granted { yes, already, otherSide, otherPerson };
  virtual Granted grant(const std::string& accountId, const Grant& grant, const std::string& actor) = 0;
  virtual bool withdraw(const std::string& accountId, Role role, const std::string& place,
                        const std::string& actor) = 0;  // false: none
  // Made inactive, its sessions end for good: they do not come back when it is active again.
  virtual bool setActive(const std::string& accountId, bool active, const std::string& actor) = 0;  // false: was
  virtual void setLanguage(const std::string& accountId, const std::string& language) = 0;

  virtual std::optional<StoredPassword> password(const Identity& identity) = 0;
  // Ends all the account's sessions. With `until` it is a first one: good for one sign-in until then, and to be changed
  // at once.
  virtual void setPassword(const std::string& accountId, const std::string& hash, std::optional<Timestamp> until,
                           const std::string& actor) = 0;
  // False: it was spent already, or is another by now.
  virtual bool spendFirstPassword(const std::string& accountId, const std::string& hash) = 0;
  // The same password in a stronger form; nothing when another was set meanwhile.
  virtual void strengthen(const std::string& accountId, const std::string& oldHash, const std::string& hash) = 0;
};

}  // namespace balalyk
