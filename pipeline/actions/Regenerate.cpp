#include "pipeline/actions/Regenerate.h"

#include "pipeline/domain/TypedReason.h"
#include "pipeline/stages/NewDocuments.h"
#include "pipeline/stages/TakeCurrent.h"

namespace balalyk {

std::vector<Document> Regenerate::candidates(const std::string& numberOrId) const {
  auto& archive = database_.archive();
  if (const auto exact = archive.document(numberOrId)) {
    const auto latest = archive.latest(exact->source, exact->sourceKey);
    return {latest.value_or(*exact)};
  }
  return archive.find({.number = numberOrId});
}

Document Regenerate::run(const Document& document, const std::string& given, const std::string& actor,
                         const std::string& newId) {
  const auto reason = typedReason(given);
  if (reason.empty()) throw Error("reasonMissing");
  const auto taken = takeCurrent(database_, document.source, document.sourceKey, actor, [&](NewDocument& fresh) {
    regenerate(fresh, reason);
    fresh.onlyAfter = document.id;
    fresh.id = newId;
    return true;
  });
  if (taken && taken->outcome == TakeOutcome::notLatest) throw Error("documentNotLatest", {{"document", document.id}});
  if (!taken) throw Error("recordGone", {{"source", toString(document.source)}, {"key", document.sourceKey}});
  return database_.archive().document(taken->documentId).value();
}

}  // namespace balalyk
