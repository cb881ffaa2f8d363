#include "pipeline/casework/ManageTokens.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "pipeline/casework/ReviewInbox.h"
#include "pipeline/casework/SignIn.h"
#include "pipeline/domain/Text.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr std::string_view kBeginning = "balalyk_";
constexpr std::size_t kRandomBytes = 32, kLongestName = 100;

std::string newSecret() {
  std::array<unsigned char, kRandomBytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw Error("randomUnavailable");
  return std::string(kBeginning) + signing::toHex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string nameOf(const ManageTokens::Wanted& wanted) {
  return normaliseLine(withoutInvisibleMarks(wanted.name));
}

bool has(const ManageTokens::Wanted& wanted, ApiScope scope) {
  return std::ranges::find(wanted.scopes, scope) != wanted.scopes.end();
}

}  // namespace

bool needsCommission(ApiScope scope) {
  return scope == ApiScope::decide || scope == ApiScope::send || scope == ApiScope::regenerate;
}

bool hasTokenForm(const std::string& text) {
  return text.size() == kBeginning.size() + 2 * kRandomBytes && text.starts_with(kBeginning) &&
         text.find_first_not_of("0123456789abcdef", kBeginning.size()) == std::string::npos;
}

std::string tokenDigest(const std::string& token) {
  return signing::toHex(signing::sha256(token));
}

void ManageTokens::check(const Wanted& wanted) const {
  const auto name = nameOf(wanted);
  if (name.empty() || name.size() > kLongestName || hasUnreadableCharacters(name)) throw Error("tokenNameWrong");
  if (wanted.scopes.empty()) throw Error("tokenScopesMissing");
  if (wanted.life < std::chrono::days(1) || wanted.life > kLongestLife)
    throw Error("tokenLifeWrong", {{"most", std::to_string(kLongestLife.count())}});
  for (const auto scope : wanted.scopes)
    if (needsCommission(scope) && wanted.commissions.empty())
      throw Error("tokenCommissionsMissing", {{"scope", toString(scope)}});
  const bool signs = has(wanted, ApiScope::authorise);
  if (signs && std::ranges::any_of(wanted.scopes, needsCommission)) throw Error("tokenBothSides");
  if (signs && wanted.account.empty()) throw Error("tokenAccountMissing");
  if (!signs && !wanted.account.empty()) throw Error("tokenAccountUnneeded");
  if (wanted.commissions.empty()) return;
  const auto known = database_.apiTokens().commissions();
  for (const auto& id : wanted.commissions)
    if (std::ranges::find(known, id) == known.end()) throw Error("commissionNotFound", {{"commission", id}});
}

// As the chairperson is known at the moment; asked again at each request.
std::string ManageTokens::accountOf(const Wanted& wanted) const {
  if (wanted.account.empty()) return {};
  auto account = database_.accounts().account(wanted.account);
  if (!account)
    if (const auto login = loginFrom(wanted.account)) account = database_.accounts().ofIdentity({kLocalIssuer, *login});
  if (!account) throw Error("accountNotFound");
  if (!account->active || chairpersonsOf(*account).empty()) throw Error("tokenAccountNotChair");
  return account->id;
}

ManageTokens::Made ManageTokens::add(const Wanted& wanted) const {
  check(wanted);
  ApiToken token{.id = {},
                 .name = nameOf(wanted),
                 .scopes = wanted.scopes,
                 .everywhere = wanted.commissions.empty(),
                 .commissions = wanted.commissions,
                 .accountId = accountOf(wanted),
                 .createdAt = {},
                 .expiresAt = database_.now() + wanted.life};
  auto secret = newSecret();
  auto id = database_.apiTokens().add(token, tokenDigest(secret), actor_);
  return {std::move(id), std::move(secret)};
}

void ManageTokens::revoke(const std::string& id) const {
  if (!database_.apiTokens().revoke(id, actor_)) throw Error("tokenNotFound");
}

}  // namespace balalyk
