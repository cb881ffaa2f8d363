#pragma once

#include <initializer_list>
#include <string>

#include "pipeline/ports/Accounts.h"

namespace balalyk {

// Some roles; none is «nobody».
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const auto role : roles) bits_ |= bitOf(role);
  }
  constexpr bool has(Role role) const { return (bits_ & bitOf(role)) != 0; }

 private:
  static constexpr unsigned bitOf(Role role) { return 1u << static_cast<unsigned>(role); }
  unsigned bits_ = 0;
};

// Who uses the portal at the moment: what a page needs to know of the account.
struct Visitor {
  std::string accountId;
  std::string name;  // shown in the menu
  Role role = Role::secretary;
  std::string commissionId;  // empty where a role has none
};

}  // namespace balalyk
