#include "connectors/portal/web/Access.h"

namespace balalyk::web {

Access::Answer Access::of(const Visitor* visitor) const {
  if (kind_ == Kind::everyone || kind_ == Kind::token) return Answer::yes;
  if (!visitor) return Answer::signInFirst;
  return kind_ == Kind::signedIn || roles_.has(visitor->role) ? Answer::yes : Answer::no;
}

}  // namespace balalyk::web
