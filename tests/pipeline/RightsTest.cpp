#include "pipeline/casework/Rights.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

using namespace balalyk;

namespace {

Account holder(Role role) {
  Account account{.id = "A", .active = true};
  account.grants.push_back({role, placeOf(role) == RolePlace::portal ? "" : "own", ""});
  return account;
}

// Written again from the design's table of pages: who may do it, where.
struct May {
  std::set<Role> own, everywhere;
};
const std::map<Action, May>& expected() {
  using enum Role;
  static const std::map<Action, May> kExpected{{Action::listApplications, {{secretary}, {}}},
                                               {Action::openApplication, {{secretary}, {}}},
                                               {Action::editApplication, {{secretary}, {}}},
                                               {Action::makeProtocol, {{secretary}, {}}},
                                               {Action::sendProtocol, {{secretary}, {}}},
                                               {Action::showPersonalNumber, {{secretary, chairperson}, {}}},
                                               {Action::viewMembers, {{secretary}, {}}},
                                               {Action::editMembers, {{secretary}, {}}},
                                               {Action::viewMeals, {{secretary}, {}}},
                                               {Action::editMeals, {{secretary}, {}}},
                                               {Action::viewVouchers, {{secretary, kindergarten}, {ministry}}},
                                               {Action::viewInbox, {{chairperson}, {}}},
                                               {Action::returnDocument, {{chairperson}, {}}},
                                               {Action::authorise, {{chairperson}, {}}},
                                               {Action::viewArchive, {{secretary, chairperson}, {archivist}}},
                                               {Action::exportArchive, {{secretary, chairperson}, {archivist}}},
                                               {Action::keepArchive, {{}, {archivist}}},
                                               {Action::regenerate, {{secretary}, {}}},
                                               {Action::operate, {{}, {operator_}}},
                                               {Action::manageAccounts, {{}, {operator_}}}};
  return kExpected;
}

bool allows(const Permission& permission, Role role, const std::string& place) {
  return placeOf(role) == RolePlace::kindergarten ? permission.ofKindergarten(place) : permission.ofCommission(place);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(RightsOfRoles)

// Every role × every action × the own place and another.
BOOST_AUTO_TEST_CASE(each_role_may_what_is_said_and_nothing_else_there_and_nowhere_else) {
  for (const auto action : allActions()) {
    if (action == Action::visit || action == Action::useOwnAccount) continue;
    BOOST_REQUIRE_MESSAGE(expected().contains(action), toString(action));
    const auto& may = expected().at(action);
    for (const auto role : allRoles()) {
      const auto permitted = permission(holder(role), action);
      const bool everywhere = may.everywhere.contains(role), own = may.own.contains(role);
      BOOST_TEST(allows(permitted, role, "own") == (own || everywhere), toString(role) << " " << toString(action));
      BOOST_TEST(allows(permitted, role, "another") == everywhere, toString(role) << " " << toString(action));
      BOOST_TEST(permitted.none() == !(own || everywhere), toString(role) << " " << toString(action));
    }
  }
  BOOST_TEST(expected().size() + 2 == allActions().size());
}

BOOST_AUTO_TEST_CASE(a_kindergartens_place_is_not_a_commissions_and_the_other_way_round) {
  BOOST_TEST(!permission(holder(Role::kindergarten), Action::viewVouchers).ofCommission("own"));
  BOOST_TEST(!permission(holder(Role::secretary), Action::viewVouchers).ofKindergarten("own"));
}

BOOST_AUTO_TEST_CASE(an_account_that_is_not_active_or_has_no_role_may_nothing) {
  for (const auto action : allActions()) {
    auto inactive = holder(Role::secretary);
    inactive.active = false;
    BOOST_TEST(permission(inactive, action).none() == !isPublic(action), toString(action));
    const Account nobody{.id = "A", .active = true};
    BOOST_TEST(permission(nobody, action).none() == !(isPublic(action) || action == Action::useOwnAccount));
  }
}

BOOST_AUTO_TEST_CASE(until_a_first_password_is_changed_nothing_is_open_but_the_own_account) {
  for (const auto role : allRoles()) {
    auto account = holder(role);
    account.mustChangePassword = true;
    for (const auto action : allActions())
      BOOST_TEST(permission(account, action).none() == !(isPublic(action) || action == Action::useOwnAccount));
  }
}

BOOST_AUTO_TEST_CASE(a_grant_that_names_no_place_opens_none) {
  Account account{.id = "A", .active = true};
  account.grants = {{Role::secretary, "", ""}, {Role::kindergarten, "", ""}};
  for (const auto action : allActions()) {
    if (isPublic(action) || action == Action::useOwnAccount) continue;
    BOOST_TEST(permission(account, action).none());
    BOOST_TEST(!permission(account, action).ofCommission(""));
  }
}

BOOST_AUTO_TEST_CASE(roles_in_two_commissions_open_each_its_own) {
  Account account{.id = "A", .active = true};
  account.grants = {{Role::secretary, "K1", "M1"}, {Role::chairperson, "K2", "M2"}};
  BOOST_TEST(permission(account, Action::editApplication).ofCommission("K1"));
  BOOST_TEST(!permission(account, Action::editApplication).ofCommission("K2"));
  BOOST_TEST(permission(account, Action::authorise).ofCommission("K2"));
  BOOST_TEST(!permission(account, Action::authorise).ofCommission("K1"));
}

BOOST_AUTO_TEST_SUITE_END()
