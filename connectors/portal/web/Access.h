#pragma once

#include "pipeline/casework/Visitor.h"

namespace balalyk::web {

// Who may use a route. There is no default: each route says one of these.
class Access {
 public:
  static constexpr Access everyone() { return Access(Kind::everyone, {}); }
  static constexpr Access signedIn() { return Access(Kind::signedIn, {}); }
  static constexpr Access only(Roles roles) { return Access(Kind::roles, roles); }
  // A program with a token in «Authorization», which the handler checks: cookies are not looked at.
  static constexpr Access token() { return Access(Kind::token, {}); }

  enum class Answer { yes, signInFirst, no };
  Answer of(const Visitor* visitor) const;
  bool readsCookies() const { return kind_ != Kind::token; }
  bool isPublic() const { return kind_ == Kind::everyone; }

 private:
  enum class Kind { everyone, signedIn, roles, token };
  constexpr Access(Kind kind, Roles roles) : kind_(kind), roles_(roles) {}

  Kind kind_;
  Roles roles_;
};

}  // namespace balalyk::web
