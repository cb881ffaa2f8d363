#include "pipeline/casework/SignIn.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <map>

#include "signing/JsonWriter.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

using signing::Secret;

constexpr std::size_t kShortestLogin = 3, kLongestLogin = 64;
constexpr std::chrono::minutes kStateLife{30};  // longer than any visit to a provider may take

Problem blockedFor(std::chrono::seconds wait) {
  return Problem{"signInBlocked", {{"minutes", std::to_string(std::chrono::ceil<std::chrono::minutes>(wait).count())}}};
}

bool mayHoldListedRole(const ListedMember& member, const ProvenPerson& person) {
  if (!member.active || member.role == CommissionRole::member) return false;
  return person.soate.empty() || person.soate == member.soate;
}

}  // namespace

std::string addressKey(const std::string& address) {
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return "address:" + address;
  return "network:" + signing::toHex(std::string_view(reinterpret_cast<const char*>(bytes.data()), 8));
}

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

std::optional<Problem> SignIn::blocked(const std::string& accountKey, const std::string& address) {
  std::vector<SignInLedger::Attempt> attempts;
  if (!accountKey.empty()) attempts.push_back({accountKey, limits_.account});
  attempts.push_back({addressKey(address), limits_.address});
  const auto wait = parts_.ledger.attempt(attempts);
  return wait > std::chrono::seconds(0) ? std::optional(blockedFor(wait)) : std::nullopt;
}

void SignIn::wellEnded(const std::string& accountKey, const std::string& address) {
  if (!accountKey.empty()) parts_.ledger.forget(accountKey);
  parts_.ledger.takeBack(addressKey(address));
}

void SignIn::record(const char* event, const std::string& accountId, const std::string& by) {
  signing::JsonWriter detail(signing::JsonWriter::Layout::compact);
  detail.beginObject().member("account", accountId).member("by", by).endObject();
  parts_.audit.append(accountId.empty() ? "nobody" : accountId, event, detail.text());
}

// With no account too, so that both take as long: how many there are the limits bound.
SignIn::Outcome SignIn::refuse(const std::string& accountId) {
  record("signInRefused", accountId, kLocalIssuer);
  return Problem{"signInRefused", {}};
}

SignIn::Outcome SignIn::withPassword(const std::string& given, const Secret& password, const std::string& address) {
  const auto login = loginFrom(given);
  // What nobody can be called is counted and tried like a name.
  const auto key = "account:" + login.value_or(given.substr(0, kLongestLogin));
  if (auto problem = blocked(key, address)) return *std::move(problem);
  const auto stored = parts_.accounts.password({kLocalIssuer, login.value_or("")}).value_or(StoredPassword{});
  const auto verdict = parts_.passwords.verify(stored.hash, password);
  const bool over = stored.until && *stored.until < parts_.now();
  if (verdict == Passwords::Verdict::wrong || !stored.active || over) return refuse(stored.accountId);
  if (stored.first && !parts_.accounts.spendFirstPassword(stored.accountId, stored.hash))
    return refuse(stored.accountId);
  if (verdict == Passwords::Verdict::rightButWeak && !stored.first)
    parts_.accounts.strengthen(stored.accountId, stored.hash, parts_.passwords.hash(password));
  wellEnded(key, address);
  record("signedIn", stored.accountId, kLocalIssuer);
  const auto account = parts_.accounts.account(stored.accountId);
  return Success{stored.accountId, account && account->mustChangePassword};
}

SignIn::Outcome SignIn::withProvider(IdentityProvider& provider, const IdentityProvider::Parameters& parameters,
                                     const std::string& kept, const std::string& address) {
  if (auto problem = blocked("", address)) return *std::move(problem);
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
  wellEnded("", address);
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
  const auto key = "account:" + account->identity.subject;
  if (auto problem = blocked(key, address)) return problem;
  const auto stored = parts_.accounts.password(account->identity).value_or(StoredPassword{});
  // The first password is gone; that it was known is what this session began with.
  const bool spent = account->mustChangePassword && stored.hash.empty();
  if (!spent && parts_.passwords.verify(stored.hash, current) == Passwords::Verdict::wrong)
    return std::get<Problem>(refuse(accountId));
  wellEnded(key, address);
  if (auto problem = parts_.passwords.weakness(next, {account->identity.subject})) return problem;
  if (!spent && next.reveal() == current.reveal()) return Problem{"passwordUnchanged", {}};
  parts_.accounts.setPassword(accountId, parts_.passwords.hash(next), std::nullopt, accountId);
  return std::nullopt;
}

}  // namespace balalyk
