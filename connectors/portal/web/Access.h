#pragma once

#include "pipeline/casework/Visitor.h"

namespace balalyk::web {

// Who may use a route. There is no default: each route says one of these. Whose records a page may show is not decided
// here: the query gets Visit::permission().
class Access {
 public:
  static constexpr Access everyone() { return {Kind::everyone, Action::visit}; }
  static constexpr Access signedIn() { return may(Action::useOwnAccount); }
  static constexpr Access may(Action action) { return {Kind::action, action}; }
  // As signedIn(), but with a first password too, which opens nothing else.
  static constexpr Access firstPassword() { return {Kind::firstPassword, Action::useOwnAccount}; }
  // As signedIn(), but for who has to set up a second factor too, whom nothing else opens to.
  static constexpr Access secondFactor() { return {Kind::secondFactor, Action::useOwnAccount}; }
  // Both: the way out.
  static constexpr Access anySession() { return {Kind::anySession, Action::useOwnAccount}; }
  // Everybody, and nobody asks who it is: cookies are neither read nor set, and the answer may be kept by caches. The
  // language is that of ?lang= or of the browser.
  static constexpr Access stranger() { return {Kind::stranger, Action::visit}; }
  // A program with a token in «Authorization», which the handler checks: cookies are not looked at.
  static constexpr Access token() { return {Kind::token, Action::visit}; }

  enum class Answer { yes, signInFirst, changePasswordFirst, setUpFactorFirst, no };
  Answer of(const Visitor* visitor) const;
  bool readsCookies() const { return kind_ != Kind::token && kind_ != Kind::stranger; }
  bool isPublic() const { return kind_ == Kind::everyone || kind_ == Kind::stranger; }
  bool opensWithFirstPassword() const {
    return isPublic() || kind_ == Kind::firstPassword || kind_ == Kind::anySession;
  }
  bool opensBeforeSecondFactor() const {
    return isPublic() || kind_ == Kind::secondFactor || kind_ == Kind::anySession;
  }
  Action action() const { return action_; }  // of signedIn() and may()

 private:
  enum class Kind { everyone, stranger, action, firstPassword, secondFactor, anySession, token };
  constexpr Access(Kind kind, Action action) : kind_(kind), action_(action) {}

  Kind kind_;
  Action action_;
};

}  // namespace balalyk::web
