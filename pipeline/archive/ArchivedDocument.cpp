#include "pipeline/archive/ArchivedDocument.h"

#include "pipeline/evidence/EvidenceAssembler.h"

namespace balalyk {

ArchivedDocument readArchived(const Document& document, PortalDatabase& database, const DocumentStore& store) {
  if (!document.container)
    throw Error("documentHasNoFiles", {{"document", document.id}, {"state", toString(document.state)}});
  auto container = store.get(document.container->digest);
  if (!container) throw Error("fileMissing", {{"file", document.container->name}, {"document", document.id}});
  ArchivedDocument archived{.document = document, .container = {}, .trail = database.audit().ofDocument(document.id)};
  auto proved = EvidenceAssembler(database.evidence(), store).withEvidence(document.container->digest, *container);
  archived.sealed = proved.has_value();
  archived.container = proved ? std::move(*proved) : std::move(*container);
  return archived;
}

}  // namespace balalyk
