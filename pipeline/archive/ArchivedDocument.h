#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/ports/AuditTrail.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

class DocumentStore;

// A document as it leaves the archive: its container, with the evidence where there is some.
struct ArchivedDocument {
  Document document;
  std::string container;
  bool sealed = false;
  std::vector<AuditEntry> trail;

  std::string fileName() const { return document.id + ".asice"; }
};

// Throws Error documentHasNoFiles{document, state}, fileMissing{file, document}, what the store and the evidence throw.
ArchivedDocument readArchived(const Document& document, PortalDatabase& database, const DocumentStore& store);

}  // namespace balalyk
