#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/domain/Date.h"

namespace balalyk {

// How long a session of the portal lives: without a request, and at all.
struct SessionLimits {
  std::chrono::seconds idle = std::chrono::minutes(30);
  std::chrono::seconds longest = std::chrono::hours(10);
};

// A browser's session. Its id is a secret of 256 bits that only the browser has; here it is known by its SHA-256 (hex),
// which names it and opens nothing.
struct BrowserSession {
  std::string digest;
  std::string accountId;  // empty: nobody has signed in yet
  Timestamp begunAt{};    // of an account's: when it signed in
  Timestamp seenAt{};     // to the minute
  bool stale = false;     // not seen for a minute: to be touched
  std::string browser;    // its family, as NewSession has it
};

struct NewSession {
  std::string digest;
  std::string accountId;  // empty: nobody has signed in yet
  std::string browser;    // "Firefox": by it the owner of several knows which is which; empty: another
};

// What a form with the same token was answered before.
struct OnceBefore {
  enum class State {
    begun,    // it is the first: do it, then finishOnce() or dropOnce()
    running,  // another request does it at the moment
    done,     // done: `location` is where its answer leads
  };
  State state = State::begun;
  std::string location;
};

// Port: sessions of the portal and the forms sent in them. Part of the portal database, with its errors and its time.
class Sessions {
 public:
  virtual ~Sessions() = default;

  virtual void create(const NewSession& session) = 0;
  // At sign-in: `before` ends and a new one begins, both or neither. The forms of `before` stay known until a sweep.
  virtual void replace(const std::string& before, const NewSession& session) = 0;
  // Only one that lives.
  virtual std::optional<BrowserSession> find(const std::string& digest, const SessionLimits& limits) = 0;
  // It was used: it is idle from now on.
  virtual void touch(const std::string& digest) = 0;
  virtual void end(const std::string& digest) = 0;
  // By its owner, with an entry of the audit trail: the session that signs out, or another of the account's. False: the
  // account has no such session.
  enum class Ended { signedOut, fromAnother };
  virtual bool endOwn(const std::string& accountId, const std::string& digest, Ended how) = 0;
  // All of an account but one (which may be empty), by its owner. How many; with an entry of the audit trail for some.
  virtual int endAll(const std::string& accountId, const std::string& exceptDigest) = 0;
  // All of an account, by somebody else. How many; with an entry of the audit trail for some.
  virtual int endOf(const std::string& accountId, const std::string& actor) = 0;
  virtual std::vector<BrowserSession> list(const std::string& accountId, const SessionLimits& limits) = 0;
  // Removes what no longer lives; how many.
  virtual int sweep(const SessionLimits& limits) = 0;

  // One form of a session, known by its token: of several requests exactly one may begin. What began and neither
  // finished nor was dropped can be begun again: at once after its process was killed on this host, after `patience` in
  // any case.
  virtual OnceBefore beginOnce(const std::string& digest, const std::string& token, std::chrono::seconds patience) = 0;
  virtual void finishOnce(const std::string& digest, const std::string& token, const std::string& location) = 0;
  virtual void dropOnce(const std::string& digest, const std::string& token) = 0;
};

}  // namespace balalyk
