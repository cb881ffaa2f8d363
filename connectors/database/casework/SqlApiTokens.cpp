#include "connectors/database/casework/SqlApiTokens.h"

#include "connectors/database/documents/ChangeLog.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/session/JsonText.h"
#include "pipeline/domain/Uuid.h"

namespace balalyk {
namespace {

std::optional<Timestamp> timeIn(const SqlRow& row, const char* column) {
  const auto at = row.optionalInteger(column);
  return at ? std::optional(toTimestamp(*at)) : std::nullopt;
}

std::vector<std::string> wordsOf(const std::vector<ApiScope>& scopes) {
  std::vector<std::string> words;
  for (const auto scope : scopes) words.emplace_back(toString(scope));
  return words;
}

ApiToken tokenFrom(const SqlRow& row) {
  ApiToken token{.id = row.text("id"),
                 .name = row.text("name"),
                 .scopes = {},
                 .everywhere = row.flag("everywhere"),
                 .commissions = textsFromJson(row.text("commissions")),
                 .accountId = row.text("account_id"),
                 .createdAt = toTimestamp(row.integer("created_at")),
                 .expiresAt = toTimestamp(row.integer("expires_at")),
                 .lastUsedAt = timeIn(row, "last_used_at"),
                 .revokedAt = timeIn(row, "revoked_at"),
                 .inForce = row.flag("in_force")};
  // A scope of a newer program opens nothing here.
  for (const auto& word : textsFromJson(row.text("scopes")))
    if (const auto scope = apiScopeFrom(word)) token.scopes.push_back(*scope);
  return token;
}

}  // namespace

std::string SqlApiTokens::add(const ApiToken& token, const std::string& digest, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    auto id = newUuid(changes.now());
    const auto scopes = jsonTexts(wordsOf(token.scopes));
    session.run(sql_["add token"],
                {id, digest, token.name, scopes, std::int64_t{token.everywhere ? 1 : 0}, jsonTexts(token.commissions),
                 token.accountId, toMilliseconds(changes.now()), toMilliseconds(token.expiresAt)});
    std::string words, places = token.everywhere ? "*" : "";
    for (const auto& word : wordsOf(token.scopes)) words += (words.empty() ? "" : " ") + word;
    for (const auto& place : token.commissions) places += (places.empty() ? "" : " ") + place;
    changes.note("", "tokenAdded",
                 jsonObject({{"token", id}, {"scopes", words}, {"commissions", places}, {"account", token.accountId}}));
    changes.write();
    return id;
  });
}

bool SqlApiTokens::revoke(const std::string& id, const std::string& actor) {
  return runner_.write([&](SqlSession& session) {
    ChangeLog changes(session, sql_, actor);
    if (session.run(sql_["revoke token"], {id}).changed == 0) return false;
    changes.note("", "tokenRevoked", jsonObject({{"token", id}}));
    changes.write();
    return true;
  });
}

std::vector<ApiToken> SqlApiTokens::list() {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["tokens"]); });
  std::vector<ApiToken> tokens;
  for (const auto& row : result.rows) tokens.push_back(tokenFrom(row));
  return tokens;
}

std::optional<ApiToken> SqlApiTokens::use(const std::string& digest) {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["token by digest"], {digest}); });
  if (result.rows.empty()) return std::nullopt;
  auto token = tokenFrom(result.rows[0]);
  if (!token.inForce) return std::nullopt;
  // Where nothing can be written now, what only reads is answered all the same.
  if (result.rows[0].flag("stale"))
    runner_.attempt([&](SqlSession& session) { return session.run(sql_["touch token"], {token.id}); });
  return token;
}

// Those of a portal with other tables are known by their members.
std::vector<std::string> SqlApiTokens::commissions() {
  const auto result = runner_.read([&](SqlSession& session) { return session.run(sql_["commissions of tokens"]); });
  std::vector<std::string> ids;
  for (const auto& row : result.rows) ids.push_back(row.text("id"));
  return ids;
}

}  // namespace balalyk
