#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"

namespace balalyk {

enum class ExportKind {
  files,    // containers and a manifest
  package,  // for a state archive: BagIt with METS and PREMIS
};
const char* toString(ExportKind kind);  // "files", "package"
std::optional<ExportKind> exportKindFrom(const std::string& word);

enum class ExportState {
  waiting,  // to be made, or made again after a trouble that passes
  ready,
  failed,
  removed,  // its days are over
};
const char* toString(ExportState state);

// Many documents in one file, made in the background. The list is frozen when it is ordered.
struct ArchiveExport {
  std::string id;         // UUID
  std::string accountId;  // who ordered it, and alone may fetch it
  ExportKind kind{};
  ExportState state{};
  std::int64_t documents = 0;
  Timestamp orderedAt{};
  std::optional<Timestamp> readyAt;
  std::optional<Timestamp> removedAt;
  std::string digest;  // of the file, in the document store
  std::int64_t size = 0;
  std::string manifestDigest;     // SHA-256 of its manifest: the audit trail has it too
  bool stamped = false;           // the manifest has a time stamp
  std::vector<Problem> problems;  // of the last try
  int attempts = 0;
  std::int64_t token = 0;  // grows with every claim
};

struct ExportResult {
  std::string digest, manifestDigest;
  std::int64_t size = 0;
  bool stamped = false;
};

// Port, part of the portal database: what was ordered, and what became of it. Several hosts may call all of it at once.
class ArchiveExports {
 public:
  virtual ~ArchiveExports() = default;

  // Returns its id. In the audit trail with the number of documents. One that is there already with the id given is not
  // ordered again; empty: a new one.
  virtual std::string order(const std::string& accountId, ExportKind kind, const std::vector<std::string>& documents,
                            const std::string& id) = 0;
  virtual std::vector<ArchiveExport> of(const std::string& accountId, int limit) = 0;  // newest first
  virtual std::optional<ArchiveExport> find(const std::string& id, const std::string& accountId) = 0;
  virtual std::vector<std::string> documentsOf(const std::string& id) = 0;  // in the order of the list

  // One that waits. Nobody else gets it before `lease` is over: what was killed is begun again then.
  virtual std::optional<ArchiveExport> claim(std::chrono::milliseconds lease) = 0;
  // Each false when it was claimed again since. The audit trail gets the manifest's digest.
  virtual bool finish(const ArchiveExport& claimed, const ExportResult& result, const std::string& actor) = 0;
  virtual bool fail(const ArchiveExport& claimed, const Problem& problem,
                    std::optional<std::chrono::milliseconds> retryAfter) = 0;  // nullopt: given up
  // Of all accounts, newest first; whom they were given up for is nobody's here.
  virtual std::vector<ArchiveExport> failed(std::chrono::milliseconds age, int limit) = 0;
  // One that was given up, from the beginning; in the audit trail. False: there is none.
  virtual bool retry(const std::string& id, const std::string& actor) = 0;
  // Ready ones that are older; each is marked as removed and returned, so that its file can be removed.
  virtual std::vector<ArchiveExport> expire(std::chrono::milliseconds age, int limit) = 0;
  // Files of ready ones: for the comparison with the store.
  virtual std::vector<std::string> files() = 0;
};

}  // namespace balalyk
