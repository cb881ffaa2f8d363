#include "connectors/portal/web/SessionKeeper.h"

#include "connectors/portal/web/Tokens.h"

namespace balalyk::web {

void SessionKeeper::open(const std::optional<std::string>& cookie, std::string browser) {
  browser_ = std::move(browser);
  if (!cookie) return;
  cameWithCookie_ = true;
  if (isToken(*cookie)) cookie_ = *cookie;
  const auto digest = digestOf(*cookie);
  // A database that is away throws: then the browser keeps its cookie.
  const auto session = isToken(*cookie) ? sessions_.find(digest, limits_) : std::nullopt;
  if (session && !session->accountId.empty()) visitor_ = visitors_.find(session->accountId);
  const bool inactive = session && !session->accountId.empty() && !visitor_;
  if (inactive) sessions_.end(digest);
  // One of no session stays where it may be a browser's that is about to sign in: help is read between two steps.
  if (inactive || cookie_.empty()) newCookie_ = "";
  if (!session || inactive) return;
  id_ = *cookie;
  digest_ = digest;
  if (session->stale) sessions_.touch(digest);
}

void SessionKeeper::begin(const std::string& accountId) {
  const auto before = digest_;
  id_ = newToken();
  digest_ = digestOf(id_);
  if (before.empty())
    sessions_.create({digest_, accountId, browser_});
  else
    sessions_.replace(before, {digest_, accountId, browser_});
  newCookie_ = id_;
}

std::string SessionKeeper::formToken() {
  if (!isOpen()) begin("");
  return formTokenOf(id_);
}

bool SessionKeeper::isFormToken(const std::string& token) const {
  return isOpen() && sameToken(token, formTokenOf(id_));
}

std::string SessionKeeper::cookieToken() {
  if (cookie().empty()) {
    cookie_ = newToken();
    newCookie_ = cookie_;
  } else if (newCookie_ && newCookie_->empty()) {
    newCookie_.reset();  // it stays
  }
  return formTokenOf(cookie());
}

bool SessionKeeper::isCookieToken(const std::string& token) const {
  return !cookie().empty() && sameToken(token, formTokenOf(cookie()));
}

std::string SessionKeeper::browserDigest() const {
  return cookie().empty() ? std::string() : digestOf(cookie());
}

void SessionKeeper::renewCookie() {
  if (isOpen()) sessions_.end(digest_);
  id_.clear();
  digest_.clear();
  visitor_.reset();
  cookie_ = newToken();
  newCookie_ = cookie_;
}

void SessionKeeper::signIn(const std::string& accountId) {
  begin(accountId);
  visitor_ = visitors_.find(accountId);
}

void SessionKeeper::signOut() {
  if (visitor_)
    sessions_.endOwn(visitor_->account.id, digest_, Sessions::Ended::signedOut);
  else if (isOpen())
    sessions_.end(digest_);
  id_.clear();
  cookie_.clear();
  digest_.clear();
  visitor_.reset();
  newCookie_ = "";
  signedOut_ = true;
}

}  // namespace balalyk::web
