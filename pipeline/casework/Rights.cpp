#include "pipeline/casework/Rights.h"

#include <algorithm>
#include <array>

namespace balalyk {

namespace {

enum class Reach { no, own, all };
using enum Reach;

struct Row {
  Action action;
  const char* name;
  Reach secretary, chairperson, archivist, operator_, ministry, kindergarten;
};

constexpr auto kRights = std::to_array<Row>({
    // action                      name                  secretary chairperson archivist operator ministry kindergarten
    {Action::visit, "visit", all, all, all, all, all, all},
    {Action::useOwnAccount, "useOwnAccount", all, all, all, all, all, all},
    {Action::listApplications, "listApplications", own, no, no, no, no, no},
    {Action::openApplication, "openApplication", own, no, no, no, no, no},
    {Action::editApplication, "editApplication", own, no, no, no, no, no},
    {Action::makeProtocol, "makeProtocol", own, no, no, no, no, no},
    {Action::sendProtocol, "sendProtocol", own, no, no, no, no, no},
    {Action::showPersonalNumber, "showPersonalNumber", own, own, no, no, no, no},
    {Action::viewMembers, "viewMembers", own, no, no, no, no, no},
    {Action::editMembers, "editMembers", own, no, no, no, no, no},
    {Action::viewMeals, "viewMeals", own, no, no, no, no, no},
    {Action::editMeals, "editMeals", own, no, no, no, no, no},
    {Action::viewVouchers, "viewVouchers", own, no, no, no, all, own},
    {Action::viewInbox, "viewInbox", no, own, no, no, no, no},
    {Action::returnDocument, "returnDocument", no, own, no, no, no, no},
    {Action::authorise, "authorise", no, own, no, no, no, no},
    {Action::viewArchive, "viewArchive", own, own, all, no, no, no},
    {Action::exportArchive, "exportArchive", own, own, all, no, no, no},
    {Action::keepArchive, "keepArchive", no, no, all, no, no, no},
    {Action::regenerate, "regenerate", own, no, no, no, no, no},
    {Action::operate, "operate", no, no, no, all, no, no},
    {Action::manageAccounts, "manageAccounts", no, no, no, all, no, no},
});

const Row* rowOf(Action action) {
  const auto row = std::ranges::find(kRights, action, &Row::action);
  return row == kRights.end() ? nullptr : &*row;
}

Reach reachOf(const Row& row, Role role) {
  switch (role) {
    case Role::secretary:
      return row.secretary;
    case Role::chairperson:
      return row.chairperson;
    case Role::archivist:
      return row.archivist;
    case Role::operator_:
      return row.operator_;
    case Role::ministry:
      return row.ministry;
    case Role::kindergarten:
      return row.kindergarten;
  }
  return no;
}

// A place that is not said opens none.
void addPlace(Permission& permission, const Grant& grant) {
  if (grant.place.empty()) return;
  auto& places = placeOf(grant.role) == RolePlace::kindergarten ? permission.kindergartens : permission.commissions;
  if (std::ranges::find(places, grant.place) == places.end()) places.push_back(grant.place);
}

}  // namespace

std::vector<Action> allActions() {
  std::vector<Action> actions;
  actions.reserve(kRights.size());
  for (const auto& row : kRights) actions.push_back(row.action);
  return actions;
}

const char* toString(Action action) {
  const auto* row = rowOf(action);
  return row ? row->name : "";
}

bool isPublic(Action action) {
  return action == Action::visit;
}

Permission permission(const Account& account, Action action) {
  Permission permission{.everywhere = isPublic(action)};
  const auto* row = rowOf(action);
  if (!row || !account.active) return permission;
  if (action == Action::useOwnAccount) permission.everywhere = true;  // its owner's, whatever else was taken away
  if (account.mustChangePassword || account.mustSetUpSecondFactor) return permission;
  for (const auto& grant : account.grants) {
    switch (reachOf(*row, grant.role)) {
      case all:
        permission.everywhere = true;
        break;
      case own:
        addPlace(permission, grant);
        break;
      case no:
        break;
    }
  }
  return permission;
}

}  // namespace balalyk
