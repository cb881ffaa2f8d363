#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// The chairperson's pages: what waits, a document, batches, standing authorisations.
void addInboxPages(web::Content& content, const PageParts& parts);

}  // namespace balalyk
