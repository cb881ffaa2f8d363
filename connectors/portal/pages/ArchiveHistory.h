#pragma once

#include <vector>

#include "connectors/portal/web/ViewData.h"
#include "connectors/texts/Messages.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// A document's entries of the audit trail in words, oldest first: when, what, by whom. People by role and name, never
// by number.
std::vector<web::ViewData> historyOf(const Document& document, PortalDatabase& database, const Messages& messages,
                                     const Zone& zone);

// «Secretary, Жээнбекова Айгүл»; what is not known as a person's is the program's or the command line's.
std::string actorText(const std::string& actor, const Document* document, PortalDatabase& database,
                      const Messages& messages);

}  // namespace balalyk
