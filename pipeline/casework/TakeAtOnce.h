#pragma once

#include <optional>
#include <string>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// Takes one record now, before the nightly ones: somebody waits for its draft. The document, new or as it was;
// nullopt: the portal does not show the record as decided.
std::optional<Document> takeAtOnce(PortalDatabase& database, Source source, const std::string& key,
                                   const std::string& actor);

}  // namespace balalyk
