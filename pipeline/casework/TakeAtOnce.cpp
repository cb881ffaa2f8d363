#include "pipeline/casework/TakeAtOnce.h"

#include "pipeline/stages/TakeCurrent.h"

namespace balalyk {

std::optional<Document> takeAtOnce(PortalDatabase& database, Source source, const std::string& key,
                                   const std::string& actor) {
  const auto taken = takeCurrent(database, source, key, actor, [](NewDocument& fresh) {
    fresh.priority = Priority::interactive;
    return true;
  });
  return taken ? database.archive().document(taken->documentId) : std::nullopt;
}

}  // namespace balalyk
