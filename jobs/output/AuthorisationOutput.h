#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/actions/Authorise.h"
#include "pipeline/actions/Receipt.h"

namespace balalyk {

class Messages;

// What waits for a chairperson, and the authorisations there are.
std::string reviewAsText(const std::vector<Document>& documents, const std::vector<Authorisation>& authorisations,
                         const Messages& messages, std::size_t width);
std::string reviewAsJson(const std::vector<Document>& documents, const std::vector<Authorisation>& authorisations,
                         const Messages& messages);

// What came of a batch; `now`: the authorised documents as they are.
std::string outcomeAsText(const Authorise::Outcome& outcome, const std::vector<Document>& now,
                          const std::optional<Receipt>& receipt, const Messages& messages);
std::string outcomeAsJson(const Authorise::Outcome& outcome, const std::vector<Document>& now,
                          const std::optional<Receipt>& receipt, const Messages& messages);

std::string authorisationAsJson(const Authorisation& authorisation);

}  // namespace balalyk
