#pragma once

#include <functional>
#include <optional>
#include <string>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// Takes one record as the portal shows it now; read again where somebody saved it between reading and taking.
// `prepare` sets what is the caller's of the document; false: it is not to be taken. nullopt: that, or the portal shows
// no such record. Throws Error databaseLocked when it was saved again and again meanwhile.
std::optional<TakeResult> takeCurrent(PortalDatabase& database, Source source, const std::string& key,
                                      const std::string& actor, const std::function<bool(NewDocument&)>& prepare);

}  // namespace balalyk
