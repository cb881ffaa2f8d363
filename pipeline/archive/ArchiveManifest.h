#pragma once

#include <string>
#include <vector>

#include "pipeline/archive/ArchivedDocument.h"

namespace balalyk {

// What a file of many documents holds, as JSON: of each its name in it, SHA-256, size, number, day, kind, state. It
// names no person.
std::string archiveManifest(const std::vector<ArchivedDocument>& documents, Timestamp at);

}  // namespace balalyk
