#pragma once

#include <string>

#include "pipeline/casework/ManageAccounts.h"

namespace balalyk {

struct Session;

// What the commands of accounts share.
ManageAccounts manageAccounts(Session& session);
// How a command is given a password: one line of a descriptor (from 0 on), or typed twice on the terminal. Throws
// Error passwordsDiffer, signing::KeyError keyTerminalMissing.
signing::Secret passwordFromDescriptor(int descriptor);
signing::Secret typedPassword(Session& session);
// Gives the account a first password and shows it: the only time that anybody sees it.
void reportFirstPassword(Session& session, const Account& account, bool json);

}  // namespace balalyk
