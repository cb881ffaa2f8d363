#include "pipeline/ports/Accounts.h"

#include <array>

namespace balalyk {

namespace {

constexpr std::array kWords{"secretary", "chairperson", "archivist", "operator", "ministry", "kindergarten"};

}  // namespace

const char* toString(Role role) {
  return kWords.at(static_cast<std::size_t>(role));
}

std::optional<Role> roleFrom(const std::string& word) {
  for (const auto role : allRoles())
    if (word == toString(role)) return role;
  return std::nullopt;
}

std::vector<Role> allRoles() {
  using enum Role;
  return {secretary, chairperson, archivist, operator_, ministry, kindergarten};
}

RolePlace placeOf(Role role) {
  switch (role) {
    case Role::secretary:
    case Role::chairperson:
      return RolePlace::commission;
    case Role::kindergarten:
      return RolePlace::kindergarten;
    case Role::archivist:
    case Role::operator_:
    case Role::ministry:
      break;
  }
  return RolePlace::portal;
}

}  // namespace balalyk
