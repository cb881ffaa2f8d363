#include "connectors/portal/web/Access.h"

namespace balalyk::web {

Access::Answer Access::of(const Visitor* visitor) const {
  if (isPublic() || kind_ == Kind::token) return Answer::yes;
  if (!visitor) return Answer::signInFirst;
  const auto& account = visitor->account;
  if (account.mustChangePassword && !opensWithFirstPassword()) return Answer::changePasswordFirst;
  const bool passwordIsOwn = !account.mustChangePassword;
  if (passwordIsOwn && account.mustSetUpSecondFactor && !opensBeforeSecondFactor()) return Answer::setUpFactorFirst;
  return permission(account, action_).none() ? Answer::no : Answer::yes;
}

}  // namespace balalyk::web
