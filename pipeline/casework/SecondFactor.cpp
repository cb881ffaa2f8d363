#include "pipeline/casework/SecondFactor.h"

#include <algorithm>

#include "pipeline/casework/RecoveryCodes.h"
#include "pipeline/casework/Totp.h"
#include "signing/JsonWriter.h"

namespace balalyk {

namespace {

using signing::Secret;

// Some programs show «123 456».
std::string digitsOf(std::string_view typed) {
  std::string digits(typed);
  std::erase(digits, ' ');
  const bool all = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  return all ? digits : std::string();
}

std::vector<std::string> digestsOf(const std::vector<std::string>& codes) {
  std::vector<std::string> digests;
  for (const auto& code : codes) digests.push_back(recoveryDigest(code).value());
  return digests;
}

}  // namespace

void recordSignIn(AuditTrail& audit, const char* event, const std::string& accountId, const std::string& by) {
  signing::JsonWriter detail(signing::JsonWriter::Layout::compact);
  detail.beginObject().member("account", accountId).member("by", by).endObject();
  audit.append(accountId.empty() ? "nobody" : accountId, event, detail.text());
}

CodeVerdict spendTypedCode(SecondFactors& factors, const std::string& accountId, std::string_view typed,
                           Timestamp now) {
  const auto factor = factors.find(accountId);
  if (!factor) return CodeVerdict::noFactor;
  if (const auto digest = recoveryDigest(typed)) {
    if (factors.spendCode(accountId, *digest)) return CodeVerdict::right;
  } else if (factor->wrong >= kWrongCodesMost) {
    return CodeVerdict::locked;
  } else if (const auto step = totpStepOf(factor->secret, digitsOf(typed), now)) {
    if (factors.spendStep(accountId, factor->secret, *step, kWrongCodesMost)) return CodeVerdict::right;
  }
  factors.countWrong(accountId);
  return CodeVerdict::wrong;
}

std::optional<Problem> problemOf(CodeVerdict verdict) {
  switch (verdict) {
    case CodeVerdict::right:
      return std::nullopt;
    case CodeVerdict::locked:
      return Problem{"secondFactorLocked", {}};
    case CodeVerdict::noFactor:
      return Problem{"secondFactorNone", {}};
    case CodeVerdict::wrong:
      break;
  }
  return Problem{"secondFactorCodeWrong", {}};
}

std::optional<Account> SecondFactor::localAccount(const std::string& accountId) {
  auto account = parts_.accounts.account(accountId);
  if (!account || !account->active || account->identity.issuer != kLocalIssuer) return std::nullopt;
  return account;
}

// A right one resets nothing: whoever calls it says when all that was asked for was right.
std::optional<Problem> SecondFactor::passwordWrong(const Account& account, const Secret& password,
                                                   const std::string& address) {
  if (auto problem = gate_.blocked(GuessGate::ofPassword(account.identity.subject), address)) return problem;
  const auto stored = parts_.accounts.password(account.identity).value_or(StoredPassword{});
  if (parts_.passwords.verify(stored.hash, password) != Passwords::Verdict::wrong) return std::nullopt;
  recordSignIn(parts_.audit, "signInRefused", account.id, kLocalIssuer);
  return Problem{"passwordCurrentWrong", {}};
}

std::optional<Problem> SecondFactor::notBoth(const Account& account, const Secret& password, const Secret& code,
                                             const std::string& address) {
  if (auto problem = passwordWrong(account, password, address)) return problem;
  const auto key = GuessGate::ofCode(account.id);
  if (auto problem = gate_.blocked(key, address)) return problem;
  const auto verdict = spendTypedCode(parts_.factors, account.id, code.reveal(), parts_.now());
  if (auto problem = problemOf(verdict)) {
    recordSignIn(parts_.audit, "signInRefused", account.id, kByCode);
    return problem;
  }
  gate_.wellEnded(key, address);
  gate_.wellEnded(GuessGate::ofPassword(account.identity.subject), address);
  return std::nullopt;
}

std::variant<SecondFactor::Offer, Problem> SecondFactor::begin(const std::string& accountId, const Secret& password,
                                                               const std::string& session, const std::string& address) {
  const auto account = localAccount(accountId);
  if (!account) return Problem{"signInRefused", {}};
  if (account->secondFactor) return Problem{"secondFactorThere", {}};
  if (auto problem = passwordWrong(*account, password, address)) return *std::move(problem);
  gate_.wellEnded(GuessGate::ofPassword(account->identity.subject), address);
  Offer offer{.secret = newTotpSecret(), .login = account->identity.subject};
  if (!parts_.factors.offer(account->id, offer.secret, session)) return Problem{"secondFactorThere", {}};
  return offer;
}

std::variant<SecondFactor::Codes, Problem> SecondFactor::confirm(const std::string& accountId,
                                                                 const std::string& session, const Secret& code,
                                                                 const std::string& address) {
  const auto secret = parts_.factors.offered(accountId, session, kFactorOfferLife);
  if (!secret || !localAccount(accountId)) return Problem{"secondFactorOfferGone", {}};
  const auto key = GuessGate::ofCode(accountId);
  if (auto problem = gate_.blocked(key, address)) return *std::move(problem);
  const auto step = totpStepOf(*secret, digitsOf(code.reveal()), parts_.now());
  if (!step) return Problem{"secondFactorCodeWrong", {}};
  Codes made{newRecoveryCodes()};
  if (!parts_.factors.confirm(accountId, *secret, session, *step, digestsOf(made.codes)))
    return Problem{"secondFactorOfferGone", {}};
  gate_.wellEnded(key, address);
  return made;
}

std::variant<SecondFactor::Codes, Problem> SecondFactor::newCodes(const std::string& accountId, const Secret& password,
                                                                  const Secret& code, const std::string& address) {
  const auto account = localAccount(accountId);
  if (!account) return Problem{"signInRefused", {}};
  if (auto problem = notBoth(*account, password, code, address)) return *std::move(problem);
  Codes made{newRecoveryCodes()};
  parts_.factors.replaceCodes(accountId, digestsOf(made.codes));
  return made;
}

std::optional<Problem> SecondFactor::switchOff(const std::string& accountId, const Secret& password, const Secret& code,
                                               const std::string& address) {
  const auto account = localAccount(accountId);
  if (!account) return Problem{"signInRefused", {}};
  if (auto problem = notBoth(*account, password, code, address)) return problem;
  if (!parts_.factors.remove(accountId, accountId)) return Problem{"secondFactorNone", {}};
  return std::nullopt;
}

}  // namespace balalyk
