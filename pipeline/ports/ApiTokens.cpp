#include "pipeline/ports/ApiTokens.h"

#include <algorithm>

namespace balalyk {

const char* toString(ApiScope scope) {
  switch (scope) {
    case ApiScope::intake:
      return "intake";
    case ApiScope::records:
      return "records";
    case ApiScope::decide:
      return "decide";
    case ApiScope::find:
      return "find";
    case ApiScope::containers:
      return "containers";
    case ApiScope::send:
      return "send";
    case ApiScope::regenerate:
      return "regenerate";
    case ApiScope::authorise:
      return "authorise";
    case ApiScope::check:
      return "check";
    case ApiScope::events:
      break;
  }
  return "events";
}

std::optional<ApiScope> apiScopeFrom(const std::string& word) {
  for (const auto scope : allApiScopes())
    if (word == toString(scope)) return scope;
  return std::nullopt;
}

const std::vector<ApiScope>& allApiScopes() {
  using enum ApiScope;
  static const std::vector<ApiScope> kAll{intake, records,    decide,    find,  containers,
                                          send,   regenerate, authorise, check, events};
  return kAll;
}

bool ApiToken::has(ApiScope scope) const {
  return std::ranges::find(scopes, scope) != scopes.end();
}

bool ApiToken::covers(const std::string& commissionId) const {
  return everywhere || std::ranges::find(commissions, commissionId) != commissions.end();
}

}  // namespace balalyk
