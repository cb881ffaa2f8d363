#pragma once

#include <string>
#include <vector>

#include "pipeline/ports/ApiTokens.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// What an operator does with the tokens of other systems. `actor`: of the audit trail.
class ManageTokens {
 public:
  ManageTokens(PortalDatabase& database, std::string actor) : database_(database), actor_(std::move(actor)) {}

  struct Wanted {
    std::string name;
    std::vector<ApiScope> scopes;
    std::vector<std::string> commissions;  // none: of all, where the scopes allow that
    std::string account;                   // id or login of the chairperson, for the scope authorise
    std::chrono::days life{};
  };
  struct Made {
    std::string id;
    std::string secret;  // the token: shown once, kept nowhere
  };
  // Throws Error tokenNameWrong, tokenScopesMissing, tokenLifeWrong{most}, tokenCommissionsMissing{scope},
  // commissionNotFound{commission}, tokenAccountMissing, tokenAccountUnneeded, accountNotFound, tokenAccountNotChair,
  // tokenBothSides: who decides and sends does not sign.
  Made add(const Wanted& wanted) const;
  void revoke(const std::string& id) const;  // throws tokenNotFound

  static constexpr std::chrono::days kLongestLife{731};

 private:
  void check(const Wanted& wanted) const;
  std::string accountOf(const Wanted& wanted) const;

  PortalDatabase& database_;
  const std::string actor_;
};

// Whether a token of this scope is of named commissions only: what it writes is a commission's.
bool needsCommission(ApiScope scope);
// "balalyk_" and 256 random bits, so that a scan for leaked secrets knows it.
bool hasTokenForm(const std::string& text);
std::string tokenDigest(const std::string& token);

}  // namespace balalyk
