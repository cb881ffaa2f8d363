#pragma once

#include <string>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk::signing {
class JsonWriter;
}

namespace balalyk {

class Messages;

// How many documents of a state have a problem: "  12 × authorised: what" and, below, what to do.
std::string problemCountLines(const std::vector<ProblemCount>& counts, const Messages& messages);
// The same under a heading of the catalogue with the number of all of them; empty without any.
std::string problemCountSection(const char* heading, const std::vector<ProblemCount>& counts, const Messages& messages);
// "name": [{"state", "count", "problem"}].
void writeProblemCounts(signing::JsonWriter& json, const char* name, const std::vector<ProblemCount>& counts,
                        const Messages& messages);

}  // namespace balalyk
