#pragma once

#include <string>
#include <vector>

#include "connectors/database/session/SqlCatalogue.h"
#include "connectors/database/session/SqlSession.h"
#include "pipeline/ports/ArchiveSearch.h"

namespace balalyk {

// A page of the archive. Which index leads depends on what is asked for: the number, the commissions, else the groups
// of a state, kind and level; each gives its newest, and the newest of these are the page.
ArchivePage listArchive(SqlSession& session, const SqlCatalogue& sql, const ArchiveFilter& filter, const Permission& by,
                        const std::string& after, int limit);

// Sequences of published ones of a kind up to a day, the oldest first.
std::vector<std::string> oldestOf(SqlSession& session, const SqlCatalogue& sql, Kind kind, Date until, int limit);

// Their rows, in this order.
std::vector<Document> documentsBySequence(SqlSession& session, const SqlCatalogue& sql,
                                          const std::vector<std::string>& sequences);

}  // namespace balalyk
