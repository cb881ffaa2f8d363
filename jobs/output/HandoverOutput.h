#pragma once

#include <string>
#include <vector>

#include "pipeline/actions/Send.h"

namespace balalyk {

class Messages;

// Of `balalyk send` and `recall`. `command`: "send" or "recall".
std::string handoversAsText(const std::string& command, const std::vector<Handover>& handovers,
                            const Messages& messages);
// {"documents": [{"id", "outcome", "state", "problem"}]}; outcome: done, already, refused, unknown.
std::string handoversAsJson(const std::vector<Handover>& handovers, const Messages& messages);

}  // namespace balalyk
