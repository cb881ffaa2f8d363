#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// What the API works with: the same as the pages. No key is among it.
using ApiParts = PageParts;

// The routes /api/v1/…, each for a token with its scope.
void addApi(web::Content& content, const ApiParts& parts);

}  // namespace balalyk
