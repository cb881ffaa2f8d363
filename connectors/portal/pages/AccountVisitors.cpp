#include "connectors/portal/pages/AccountVisitors.h"

#include <algorithm>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

// A provider's subject can be a personal number, and so can a login that somebody chose badly.
std::string shownLogin(const Identity& identity) {
  const bool digits = std::ranges::all_of(identity.subject, [](char c) { return c >= '0' && c <= '9'; });
  return identity.issuer == kLocalIssuer && !digits ? identity.subject : std::string();
}

}  // namespace

std::optional<Visitor> AccountVisitors::find(const std::string& accountId) {
  auto account = database_.accounts().account(accountId);
  if (!account || !account->active) return std::nullopt;
  account->mustSetUpSecondFactor =
      rule_ == SecondFactorRule::required && account->identity.issuer == kLocalIssuer && !account->secondFactor;
  std::string name;
  for (const auto& grant : account->grants)
    if (name.empty() && !grant.memberId.empty()) name = database_.members().shownName(grant.memberId);
  if (name.empty()) name = shownLogin(account->identity);
  return Visitor{*std::move(account), std::move(name)};
}

}  // namespace balalyk
