#pragma once

#include <string>
#include <vector>

#include "pipeline/document/RevisionDiff.h"

namespace balalyk {

class Messages;

// What differs between two revisions, for the person who asked: of a record with its values.
std::string differenceTable(const std::vector<Difference>& differences, const Messages& messages, std::size_t width);
std::string differencesAsJson(const Document& before, const Document& after,
                              const std::vector<Difference>& differences);
// The same of a document that has one revision only: there is no "before".
std::string nothingToCompareAsJson(const Document& only);

}  // namespace balalyk
