#pragma once

#include "connectors/portal/pages/PageParts.h"
#include "connectors/portal/web/HttpError.h"
#include "pipeline/casework/SecondFactor.h"
#include "pipeline/casework/SignIn.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

inline SignIn::Parts signInParts(const PageParts& parts) {
  auto& database = parts.database;
  return {.accounts = database.accounts(),
          .ledger = database.signIn(),
          .factors = database.secondFactors(),
          .members = database.members(),
          .audit = database.audit(),
          .passwords = parts.passwords,
          .now = [&database] { return database.now(); }};
}

inline SecondFactor::Parts secondFactorParts(const PageParts& parts) {
  auto& database = parts.database;
  return {.accounts = database.accounts(),
          .factors = database.secondFactors(),
          .ledger = database.signIn(),
          .audit = database.audit(),
          .passwords = parts.passwords,
          .now = [&database] { return database.now(); }};
}

// Of a page that says why somebody was not let in, or what was typed for it is wrong.
inline int statusOf(const Problem& problem) {
  return problem.code == "signInBlocked" ? web::kTooMany : web::kUnprocessable;
}

}  // namespace balalyk
