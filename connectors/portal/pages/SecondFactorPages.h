#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// Under /settings/second-factor: set up, shown, switched off by its owner. What is secret is in answers to forms only,
// so that neither an address nor a page that is opened again has it.
void addSecondFactorPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
