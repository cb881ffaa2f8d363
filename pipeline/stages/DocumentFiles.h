#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/ports/DocumentStore.h"
#include "signing/container/DataFile.h"

namespace balalyk {

// The content of one of a document's files: as it was drafted or, once that was removed, out of the signed container;
// either way it is what its address says. nullopt: in neither. Throws what the store throws, and Error
// storeDamaged{digest} for a container that holds another file under this name or cannot be read.
std::optional<std::string> contentOf(const Document& document, const StoredFile& file, const DocumentStore& store);

// Of a published document: what the office made for it alone and its container holds. Nobody else's file has these
// bytes, since each has its document's identifier (connectors/pdf, stampPdf); a list's CSV and an upload may be the
// same in several documents.
std::vector<StoredFile> heldByContainer(const Document& document);

// The files of a document's container: its PDFs, its CSV, and "record.xml" last. Throws StageError quarantined
// fileMissing{file}.
std::vector<signing::DataFile> containerFiles(const Document& document, const std::string& recordXml,
                                              const DocumentStore& store);

}  // namespace balalyk
