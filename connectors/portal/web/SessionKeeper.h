#pragma once

#include <optional>
#include <string>

#include "connectors/portal/web/Origin.h"
#include "connectors/portal/web/Visitors.h"
#include "pipeline/ports/Sessions.h"

namespace balalyk::web {

// The session of one request. The id is the browser's secret: it is in its cookie, and nowhere else.
class SessionKeeper {
 public:
  SessionKeeper(Sessions& sessions, Visitors& visitors, const SessionLimits& limits)
      : sessions_(sessions), visitors_(visitors), limits_(limits) {}

  // From the cookie. One that has ended, or whose person is inactive, is as none. `browser`: its family, for the list
  // of sessions.
  void open(const std::optional<std::string>& cookie, std::string browser);

  bool isOpen() const { return !id_.empty(); }
  const Visitor* visitor() const { return visitor_ ? &*visitor_ : nullptr; }
  const std::string& digest() const { return digest_; }

  // For the forms of a page; begins a session of nobody where there is none.
  std::string formToken();
  bool isFormToken(const std::string& token) const;

  // For the forms of somebody who signs in: bound to the cookie alone, so that a page that was open for a day still
  // works; a cookie is all that it makes. `browserDigest` names the browser by it.
  std::string cookieToken();
  bool isCookieToken(const std::string& token) const;
  std::string browserDigest() const;
  bool cameWithCookie() const { return cameWithCookie_; }
  // Another cookie and no session, so that whoever planted the one before shares nothing of what follows.
  void renewCookie();

  // A new id, so that whoever planted the old one in this browser has nothing.
  void signIn(const std::string& accountId);
  void signOut();

  // What the cookie becomes: nullopt, it stays; empty, it goes.
  const std::optional<std::string>& newCookie() const { return newCookie_; }
  bool signedOut() const { return signedOut_; }

 private:
  void begin(const std::string& accountId);
  const std::string& cookie() const { return isOpen() ? id_ : cookie_; }

  Sessions& sessions_;
  Visitors& visitors_;
  const SessionLimits& limits_;
  std::string id_;
  std::string digest_;
  std::string cookie_;  // as it came: of a session that has ended, or of somebody who is about to sign in
  std::string browser_;
  bool cameWithCookie_ = false;
  std::optional<Visitor> visitor_;
  std::optional<std::string> newCookie_;
  bool signedOut_ = false;
};

}  // namespace balalyk::web
