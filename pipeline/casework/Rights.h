#pragma once

#include <string>
#include <vector>

#include "pipeline/ports/Accounts.h"
#include "pipeline/ports/Permission.h"

// Who may do what, as one table. What is not in it nobody may. Each route names its action; each query takes what the
// action lets the account see, so that another commission's record is not found, rather than refused.
namespace balalyk {

enum class Action {
  visit,             // the first page, help, checking a document: without an account too
  useOwnAccount,     // language, password, own sessions, feedback
  listApplications,  // and search them
  openApplication,
  editApplication,  // save and decide
  makeProtocol,
  sendProtocol,  // and recall
  showPersonalNumber,
  viewMembers,
  editMembers,
  viewMeals,
  editMeals,
  viewVouchers,
  viewInbox,
  returnDocument,
  authorise,  // a batch, standing authorisations
  viewArchive,
  exportArchive,
  keepArchive,  // legal holds, what is due to be removed, the check of the store
  regenerate,
  operate,         // states, what is stuck, retries
  manageAccounts,  // accounts, roles, sessions of others
};
std::vector<Action> allActions();
const char* toString(Action action);

// An account that must change its password, or set up a second factor, may visit and use its own account, nothing else.
Permission permission(const Account& account, Action action);
bool isPublic(Action action);  // without an account

}  // namespace balalyk
