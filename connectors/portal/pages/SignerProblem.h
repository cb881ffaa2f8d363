#pragma once

#include "connectors/portal/web/HttpError.h"
#include "pipeline/problems/Problems.h"

namespace balalyk {

// What the signer refused or could not do, which its page says; not what the portal's own database or store lacks.
inline bool isOfSigner(const Error& error) {
  if (dynamic_cast<const web::HttpError*>(&error)) return false;
  const auto part = problemKind(error.problem().code).part;
  return part != Part::database && part != Part::store;
}

}  // namespace balalyk
