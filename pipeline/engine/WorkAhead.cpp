#include "pipeline/engine/WorkAhead.h"

#include <algorithm>

#include "pipeline/document/Lifecycle.h"

namespace balalyk {

bool isWorkAhead(PortalDatabase& database, std::span<const Stage> stages, const std::vector<std::string>& onlyDocuments,
                 std::chrono::milliseconds horizon) {
  if (onlyDocuments.empty())
    return std::ranges::any_of(stages, [&](const Stage stage) {
      const auto next = database.queue().nextDue(stage);
      return next && *next <= horizon;
    });
  const auto until = database.now() + horizon;
  return std::ranges::any_of(onlyDocuments, [&](const std::string& id) {
    const auto document = database.archive().document(id);
    return document && document->dueAt && *document->dueAt <= until &&
           std::ranges::any_of(stages, [&](const Stage stage) { return document->state == dueState(stage); });
  });
}

}  // namespace balalyk
