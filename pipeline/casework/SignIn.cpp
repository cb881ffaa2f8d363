#include "pipeline/casework/SignIn.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "pipeline/casework/SecondFactor.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

using signing::Secret;

constexpr std::size_t kShortestLogin = 3, kLongestLogin = 64;
constexpr std::chrono::minutes kStateLife{30};  // longer than any visit to a provider may take

constexpr std::chrono::minutes kCodeLife{10};

// Between the password and the code: whose it was, which password, and when.
struct Kept {
  std::string accountId, password;
  std::int64_t begunAt = 0;  // ms
};

// An id, a digest and a number have no space.
std::string keptText(const Kept& kept) {
  return kept.accountId + ' ' + kept.password + ' ' + std::to_string(kept.begunAt);
}

std::optional<Kept> keptFrom(std::string_view text) {
  const auto first = text.find(' '), last = text.rfind(' ');
  if (first == std::string_view::npos || last == first) return std::nullopt;
  Kept kept{std::string(text.substr(0, first)), std::string(text.substr(first + 1, last - first - 1))};
  const auto read = std::from_chars(text.data() + last + 1, text.data() + text.size(), kept.begunAt);
  return read.ec == std::errc() ? std::optional(std::move(kept)) : std::nullopt;
}

std::int64_t millisecondsOf(Timestamp time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

// Of a stored password; a first one is gone once it let somebody in.
std::string digestOf(const StoredPassword& stored) {
  return signing::toHex(signing::sha256(stored.hash));
}
std::string digestAfter(const StoredPassword& stored) {
  return stored.first ? digestOf(StoredPassword{}) : digestOf(stored);
}

bool mayHoldListedRole(const ListedMember& member, const ProvenPerson& person) {
  if (!member.active || member.role == CommissionRole::member) return false;
  return person.soate.empty() || person.soate == member.soate;
}

}  // namespace

std::optional<std::string> loginFrom(std::string_view text) {
  std::string login(text);
  std::ranges::transform(login, login.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto allowed = [&](char c) { return plain(c) || c == '.' || c == '-' || c == '_'; };
  if (login.size() < kShortestLogin || login.size() > kLongestLogin || !std::ranges::all_of(login, allowed) ||
      !plain(login.front()) || !plain(login.back()))
    return std::nullopt;
  return login;
}

void SignIn::record(const char* event, const std::string& accountId, const std::string& by) {
  recordSignIn(parts_.audit, event, accountId, by);
}

// With no account too, so that both take as long: how many there are the limits bound.
SignIn::Outcome SignIn::refuse(const std::string& accountId) {
  record("signInRefused", accountId, kLocalIssuer);
  return Problem{"signInRefused", {}};
}

SignIn::Outcome SignIn::withPassword(const std::string& given, const Secret& password, const std::string& address) {
  const auto login = loginFrom(given);
  // What nobody can be called is counted and tried like a name.
  const auto key = GuessGate::ofPassword(login.value_or(given.substr(0, kLongestLogin)));
  if (auto problem = gate_.blocked(key, address)) return *std::move(problem);
  auto stored = parts_.accounts.password({kLocalIssuer, login.value_or("")}).value_or(StoredPassword{});
  const auto verdict = parts_.passwords.verify(stored.hash, password);
  const bool over = stored.until && *stored.until < parts_.now();
  if (verdict == Passwords::Verdict::wrong || !stored.active || over) return refuse(stored.accountId);
  if (verdict == Passwords::Verdict::rightButWeak && !stored.first) {
    auto stronger = parts_.passwords.hash(password);
    parts_.accounts.strengthen(stored.accountId, stored.hash, stronger);
    stored.hash = std::move(stronger);
  }
  // Looked at only now: who does not know the password does not learn whether there is one.
  if (parts_.factors.find(stored.accountId))
    return CodeNeeded{stored.accountId, keptText({stored.accountId, digestOf(stored), millisecondsOf(parts_.now())})};
  if (stored.first && !parts_.accounts.spendFirstPassword(stored.accountId, stored.hash))
    return refuse(stored.accountId);
  gate_.wellEnded(key, address);
  record("signedIn", stored.accountId, kLocalIssuer);
  const auto account = parts_.accounts.account(stored.accountId);
  return Success{stored.accountId, account && account->mustChangePassword, digestAfter(stored)};
}

SignIn::Outcome SignIn::withCode(const std::string& text, const Secret& code, const std::string& address) {
  const auto kept = keptFrom(text);
  const auto account = kept ? parts_.accounts.account(kept->accountId) : std::nullopt;
  const auto stored = account ? parts_.accounts.password(account->identity) : std::nullopt;
  const auto now = parts_.now();
  const bool lives = kept && millisecondsOf(now) - kept->begunAt < std::chrono::milliseconds(kCodeLife).count();
  // Another password since, or made inactive: what was right is so no longer.
  if (!lives || !stored || !stored->active || (stored->until && *stored->until < now) ||
      digestOf(*stored) != kept->password)
    return Problem{"signInExpired", {}};
  const auto key = GuessGate::ofCode(account->id);
  if (auto problem = gate_.blocked(key, address)) return *std::move(problem);
  const auto verdict = spendTypedCode(parts_.factors, account->id, code.reveal(), now);
  if (verdict == CodeVerdict::noFactor) return Problem{"signInExpired", {}};  // taken away since: without it now
  if (auto problem = problemOf(verdict)) {
    record("signInRefused", account->id, kByCode);
    return *std::move(problem);
  }
  if (stored->first && !parts_.accounts.spendFirstPassword(account->id, stored->hash)) return refuse(account->id);
  gate_.wellEnded(key, address);
  gate_.wellEnded(GuessGate::ofPassword(account->identity.subject), address);
  record("signedIn", account->id, kByCode);
  return Success{account->id, account->mustChangePassword, digestAfter(*stored), true};
}

bool SignIn::stillGood(const Success& success) {
  if (success.password.empty()) return true;
  const auto account = parts_.accounts.account(success.accountId);
  if (!account) return false;
  const auto stored = parts_.accounts.password(account->identity).value_or(StoredPassword{});
  return digestOf(stored) == success.password && (success.byCode || !account->secondFactor);
}

SignIn::Outcome SignIn::withProvider(IdentityProvider& provider, const IdentityProvider::Parameters& parameters,
                                     const std::string& kept, const std::string& address) {
  if (auto problem = gate_.blocked("", address)) return *std::move(problem);
  // A state that is not this browser's is left to the provider, which refuses it; the one that it was given comes once.
  const auto state = parameters.find("state");
  const bool own = state != parameters.end() && !state->second.empty() && kept.find(state->second) != std::string::npos;
  if (own && !parts_.ledger.spend("state:" + state->second, kStateLife)) return Problem{"signInReturnedTwice", {}};
  auto found = provider.finish(parameters, kept);
  if (auto* problem = std::get_if<Problem>(&found)) return std::move(*problem);
  const auto& person = std::get<ProvenPerson>(found);
  const auto id = parts_.accounts.admit({.identity = person.identity, .person = person.pin}, grantsOf(person));
  if (!id) {
    const auto known = parts_.accounts.ofIdentity(person.identity);
    record("signInRefused", known ? known->id : "", provider.name());
    return Problem{"signInNoRole", {}};
  }
  const auto account = parts_.accounts.account(*id);
  if (!account || account->grants.empty()) {
    record("signInRefused", *id, provider.name());
    return Problem{"signInNoRole", {}};
  }
  gate_.wellEnded("", address);
  record("signedIn", *id, provider.name());
  return Success{*id};
}

// By the personal number in the commissions' lists, and by the local body where the provider named one. Who is in one
// commission's list as both gets neither there.
std::vector<Grant> SignIn::grantsOf(const ProvenPerson& person) {
  if (person.pin.empty()) return {};
  std::map<std::string, std::vector<Grant>> byCommission;
  for (const auto& member : parts_.members.activeWithPin(person.pin)) {
    if (!mayHoldListedRole(member, person)) continue;
    const auto role = member.role == CommissionRole::chairperson ? Role::chairperson : Role::secretary;
    auto& grants = byCommission[member.commissionId];
    const bool same = std::ranges::any_of(grants, [&](const Grant& grant) { return grant.role == role; });
    if (!same) grants.push_back({role, member.commissionId, member.id});
  }
  std::vector<Grant> all;
  for (const auto& [commission, grants] : byCommission)
    if (grants.size() == 1) all.push_back(grants.front());
  return all;
}

std::optional<Problem> SignIn::changePassword(const std::string& accountId, const Secret& current, const Secret& next,
                                              const std::string& address) {
  const auto account = parts_.accounts.account(accountId);
  if (!account || !account->active || account->identity.issuer != kLocalIssuer) return Problem{"signInRefused", {}};
  const auto key = GuessGate::ofPassword(account->identity.subject);
  if (auto problem = gate_.blocked(key, address)) return problem;
  const auto stored = parts_.accounts.password(account->identity).value_or(StoredPassword{});
  // The first password is gone; that it was known is what this session began with.
  const bool spent = account->mustChangePassword && stored.hash.empty();
  if (!spent && parts_.passwords.verify(stored.hash, current) == Passwords::Verdict::wrong)
    return std::get<Problem>(refuse(accountId));
  gate_.wellEnded(key, address);
  if (auto problem = parts_.passwords.weakness(next, {account->identity.subject})) return problem;
  if (!spent && next.reveal() == current.reveal()) return Problem{"passwordUnchanged", {}};
  parts_.accounts.setPassword(accountId, parts_.passwords.hash(next), std::nullopt, accountId);
  return std::nullopt;
}

}  // namespace balalyk
