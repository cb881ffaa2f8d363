#include "pipeline/casework/TakeAtOnce.h"

#include "pipeline/stages/CurrentRecords.h"

namespace balalyk {

std::optional<Document> takeAtOnce(PortalDatabase& database, Source source, const std::string& key,
                                   const std::string& actor) {
  auto shown = CurrentRecords(database).of(source, {key});
  if (shown.empty()) return std::nullopt;
  auto& fresh = shown.begin()->second;
  fresh.priority = Priority::interactive;
  const auto taken = database.queue().take({&fresh, 1}, actor);
  return database.archive().document(taken.at(0).documentId);
}

}  // namespace balalyk
