#pragma once

#include <span>
#include <string>
#include <vector>

#include "connectors/database/session/SqlCatalogue.h"
#include "pipeline/ports/DocumentQueue.h"

namespace balalyk {

// DocumentQueue::take() within a transaction that does something else too.
std::vector<TakeResult> takeWithin(SqlSession& session, const SqlCatalogue& sql, std::span<const NewDocument> batch,
                                   const std::string& actor);
// DocumentQueue::withdraw(), the same; the ids of what was withdrawn.
std::vector<std::string> withdrawWithin(SqlSession& session, const SqlCatalogue& sql,
                                        const std::vector<std::string>& ids, const Problem& reason,
                                        const std::string& actor);

}  // namespace balalyk
