#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// Whether something becomes due for one of these stages within that time; of `onlyDocuments`, unless that is empty.
bool isWorkAhead(PortalDatabase& database, std::span<const Stage> stages, const std::vector<std::string>& onlyDocuments,
                 std::chrono::milliseconds horizon);

}  // namespace balalyk
