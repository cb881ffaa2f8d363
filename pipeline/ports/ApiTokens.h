#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/domain/Date.h"

namespace balalyk {

// What another system may do with a token. There is no scope for all of it.
enum class ApiScope {
  intake,      // hand in applications
  records,     // read applications, documents and frozen records: the people in them too
  decide,      // write a commission's decision and have its protocol made
  find,        // documents by number, name, dates
  containers,  // fetch signed containers and drafts
  send,        // to the chairperson, and recall
  regenerate,  // a new revision, with a reason
  authorise,   // freeze a batch and confirm it with the chairperson's password
  check,       // the verdict of the check page
  events,      // what happened
};
const char* toString(ApiScope scope);
std::optional<ApiScope> apiScopeFrom(const std::string& word);
const std::vector<ApiScope>& allApiScopes();

// A token as it is known here: by the SHA-256 of what its system holds, which opens nothing.
struct ApiToken {
  std::string id;
  std::string name;  // which system, as the operator calls it
  std::vector<ApiScope> scopes;
  bool everywhere = false;               // of all commissions; else of these
  std::vector<std::string> commissions;  // ids
  std::string accountId;                 // the chairperson's, of a token that authorises; else empty
  Timestamp createdAt{};
  Timestamp expiresAt{};
  std::optional<Timestamp> lastUsedAt;  // to the minute
  std::optional<Timestamp> revokedAt;
  bool inForce = false;  // neither expired nor revoked, by the database's clock

  bool has(ApiScope scope) const;
  bool covers(const std::string& commissionId) const;
  // Of the audit trail: "token:ID".
  std::string actor() const { return "token:" + id; }
};

// Port, part of the portal database: tokens of other systems. Adding and revoking are entries of the audit trail.
class ApiTokens {
 public:
  virtual ~ApiTokens() = default;

  // `digest`: SHA-256 of the token, hex. The new id.
  virtual std::string add(const ApiToken& token, const std::string& digest, const std::string& actor) = 0;
  virtual bool revoke(const std::string& id, const std::string& actor) = 0;  // false: none, or revoked already
  virtual std::vector<ApiToken> list() = 0;                                  // the newest first
  // In force only, and used from now on. nullopt: nobody's, expired or revoked.
  virtual std::optional<ApiToken> use(const std::string& digest) = 0;
  virtual std::vector<std::string> commissions() = 0;  // ids that a token can be of
};

}  // namespace balalyk
