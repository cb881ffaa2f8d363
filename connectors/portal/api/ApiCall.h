#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "connectors/portal/api/ApiBody.h"
#include "connectors/portal/api/ApiParts.h"
#include "connectors/portal/api/ApiProblem.h"
#include "connectors/portal/web/Visit.h"
#include "pipeline/ports/ApiTokens.h"
#include "pipeline/ports/Applications.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// One request of another system, whose token has the route's scope.
class ApiCall {
 public:
  ApiCall(const ApiParts& parts, web::Visit& visit, const ApiToken& token)
      : parts_(parts), visit_(visit), token_(token) {}

  PortalDatabase& database() const { return parts_.database; }
  const DocumentStore& store() const { return parts_.store; }
  Signer& signer() const { return parts_.signer; }
  web::Visit& visit() const { return visit_; }
  const web::Request& request() const { return visit_.request(); }
  const ApiToken& token() const { return token_; }
  // Those that the token is of: they go into the query, so that another's is not found.
  Commissions commissions() const;

  // The body as JSON, with no other members than these. Throws ApiError mediaTypeUnsupported (415) and those of
  // ApiBody.
  ApiBody body(std::initializer_list<const char*> members) const;
  // Of the query; throws ApiError queryWrong{name}.
  int number(const char* name, int otherwise, int most) const;
  // The same for the same request under its Idempotency-Key, as long as that is kept and after: what is made by it has
  // it as its id, and is not made twice when the portal is killed before it answered. Without a key another each time.
  std::string newId() const;
  // What a change was made for, by «If-Match: "TAG"». Throws ApiError ifMatchMissing (428), ifMatchWrong.
  std::string ifMatch() const;

 private:
  const ApiParts& parts_;
  web::Visit& visit_;
  const ApiToken& token_;
};

// After which a request that was begun, and of which nothing was heard, is taken for one whose process ended: longer
// than any may take.
inline constexpr std::chrono::seconds kRequestPatience = std::chrono::minutes(2);

using ApiHandler = std::function<web::Response(ApiCall&)>;

enum class Repeats {
  harmless,  // the same again is the same by itself
  kept,      // with an Idempotency-Key the first answer is given again
  refused,   // likewise, and without the key it is not done
};

// A handler that runs for tokens with this scope only, and whose problems are answers.
web::Handler apiRoute(const ApiParts& parts, ApiScope scope, ApiHandler handler, Repeats repeats = Repeats::harmless);

// JSON with its tag, or 304 where the caller has it already. `tag`: without quotes; empty: of the body.
web::Response apiAnswer(const ApiCall& call, const std::string& json, const std::string& tag = "", int status = 200);
std::string quotedTag(const std::string& tag);
bool hasTag(const web::Request& request, const std::string& tag);  // by If-None-Match

}  // namespace balalyk
