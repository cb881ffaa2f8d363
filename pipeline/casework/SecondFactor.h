#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "pipeline/casework/GuessGate.h"
#include "pipeline/ports/Accounts.h"
#include "pipeline/ports/AuditTrail.h"
#include "pipeline/ports/Passwords.h"
#include "pipeline/ports/SecondFactors.h"

namespace balalyk {

// After as many wrong codes in a row, however slowly they came, only a recovery code or an operator helps (NIST SP
// 800-63B, 5.2.2).
inline constexpr int kWrongCodesMost = 100;
inline constexpr std::chrono::minutes kFactorOfferLife{15};

enum class CodeVerdict { right, wrong, locked, noFactor };
// One of the program for codes, or a recovery code, as typed. A right one is used up by it.
CodeVerdict spendTypedCode(SecondFactors& factors, const std::string& accountId, std::string_view typed, Timestamp now);

// What the owner of a local account does with its second factor. Each needs the password again, so that a session that
// was stolen does not suffice, and ends all sessions where the factor came or went: the page makes a new one.
class SecondFactor {
 public:
  struct Parts {
    Accounts& accounts;
    SecondFactors& factors;
    SignInLedger& ledger;
    AuditTrail& audit;
    Passwords& passwords;
    std::function<Timestamp()> now;  // the database's
  };
  explicit SecondFactor(Parts parts) : SecondFactor(std::move(parts), GuessLimits()) {}
  SecondFactor(Parts parts, GuessLimits limits) : parts_(std::move(parts)), gate_(parts_.ledger, limits) {}

  struct Offer {
    std::string secret;  // base32: shown this once
    std::string login;
  };
  struct Codes {
    std::vector<std::string> codes;  // recovery codes: shown this once
  };

  // `session`: the digest of the one that may confirm it. `address`: the browser's. Problems of all:
  // signInBlocked{minutes}, passwordCurrentWrong, signInRefused (not a local account); of those that need a code:
  // secondFactorCodeWrong, secondFactorLocked, secondFactorNone.
  std::variant<Offer, Problem> begin(const std::string& accountId, const signing::Secret& password,
                                     const std::string& session, const std::string& address);  // secondFactorThere
  // With one code of what was offered, so that nobody locks himself out. secondFactorOfferGone.
  std::variant<Codes, Problem> confirm(const std::string& accountId, const std::string& session,
                                       const signing::Secret& code, const std::string& address);
  std::variant<Codes, Problem> newCodes(const std::string& accountId, const signing::Secret& password,
                                        const signing::Secret& code, const std::string& address);
  std::optional<Problem> switchOff(const std::string& accountId, const signing::Secret& password,
                                   const signing::Secret& code, const std::string& address);

 private:
  std::optional<Account> localAccount(const std::string& accountId);
  std::optional<Problem> passwordWrong(const Account& account, const signing::Secret& password,
                                       const std::string& address);
  std::optional<Problem> notBoth(const Account& account, const signing::Secret& password, const signing::Secret& code,
                                 const std::string& address);

  const Parts parts_;
  GuessGate gate_;
};

// The same for a sign-in. nullopt: right.
std::optional<Problem> problemOf(CodeVerdict verdict);
// In the audit trail: somebody was refused, by which proof.
void recordSignIn(AuditTrail& audit, const char* event, const std::string& accountId, const std::string& by);
inline constexpr const char* kByCode = "secondFactor";

}  // namespace balalyk
