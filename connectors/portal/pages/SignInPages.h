#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// Signing in by a password or a provider, and out. What was typed in a form whose session had ended is carried along
// and kept as the draft of whoever typed it.
void addSignInPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
