#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "pipeline/casework/GuessGate.h"
#include "pipeline/ports/AuditTrail.h"
#include "pipeline/ports/CommissionMembers.h"
#include "pipeline/ports/IdentityProvider.h"
#include "pipeline/ports/Passwords.h"
#include "pipeline/ports/SecondFactors.h"
#include "pipeline/ports/SignInLedger.h"

namespace balalyk {

// Signing in, by a password of ours or by a provider. Who failed hears the same whether there is such an account or
// not, after the same work; how often is limited by account and by address, for all hosts together. Success and failure
// are in the audit trail, by ids. A session is the caller's: a new one after each success, and the account asked for
// its rights (Accounts::account, Rights.h) at each request.
class SignIn {
 public:
  using Limits = GuessLimits;
  struct Parts {
    Accounts& accounts;
    SignInLedger& ledger;
    SecondFactors& factors;
    CommissionMembers& members;
    AuditTrail& audit;
    Passwords& passwords;
    std::function<Timestamp()> now;  // the database's
  };
  explicit SignIn(Parts parts) : SignIn(std::move(parts), Limits()) {}
  SignIn(Parts parts, Limits limits) : parts_(std::move(parts)), gate_(parts_.ledger, limits) {}

  struct Success {
    std::string accountId;
    bool mustChangePassword = false;
    std::string password = {};  // for stillGood(): a digest of what is kept of it; empty: a provider's
    bool byCode = false;
  };
  // The password was right, and nobody is signed in: the account's second factor is asked for. Failures so far still
  // count, and a first password is not spent yet.
  struct CodeNeeded {
    std::string accountId;
    std::string kept;  // for withCode(): says nothing that lets in
  };
  using Outcome = std::variant<Success, CodeNeeded, Problem>;

  // `address`: the browser's, IPv4 or IPv6. Problems: signInRefused; signInBlocked{minutes}. A first password is spent
  // by it; until it is changed the account may do nothing else.
  Outcome withPassword(const std::string& login, const signing::Secret& password, const std::string& address);

  // `kept` of CodeNeeded, good for ten minutes and for the password that was right; `code`: of the program for codes,
  // or a recovery code. Problems: secondFactorCodeWrong, secondFactorLocked, signInBlocked{minutes}; after
  // signInExpired and signInRefused it has to be begun again.
  Outcome withCode(const std::string& kept, const signing::Secret& code, const std::string& address);

  // What came back from a provider to the browser that keeps `kept`. Problems: the provider's; signInReturnedTwice;
  // signInBlocked{minutes}; signInNoRole: the person is in no list as chairperson or secretary and was given no role.
  Outcome withProvider(IdentityProvider& provider, const IdentityProvider::Parameters& parameters,
                       const std::string& kept, const std::string& address);

  // Asked once its session is made: whether password and second factor are still what let in. Who changed one ended the
  // sessions that there were, and not one that is made a moment later.
  bool stillGood(const Success& success);

  // Needs the current password, unless it was a first one, which the sign-in spent. Ends all sessions of the account:
  // the page makes a new one for whoever changed it. Problems: signInRefused,
  // signInBlocked{minutes}, passwordUnchanged, passwordTooShort, passwordTooLong, passwordCommon.
  std::optional<Problem> changePassword(const std::string& accountId, const signing::Secret& current,
                                        const signing::Secret& next, const std::string& address);

 private:
  Outcome refuse(const std::string& accountId);
  void record(const char* event, const std::string& accountId, const std::string& by);
  std::vector<Grant> grantsOf(const ProvenPerson& person);

  const Parts parts_;
  GuessGate gate_;
};

// How a login is written: 3 to 64 of a-z, 0-9 and .-_ between; capitals are taken as small letters. nullopt: not one.
std::optional<std::string> loginFrom(std::string_view text);

}  // namespace balalyk
