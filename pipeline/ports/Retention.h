#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/ports/Permission.h"
#include "pipeline/ports/RetentionYears.h"

namespace balalyk {

// Nothing of a document may be removed while it is under one.
struct LegalHold {
  std::string documentId;
  std::string accountId;  // who set it
  std::string reason;     // as typed; no personal data, the page says
  Timestamp setAt{};
};

struct DueDocument {
  Document document;
  Date keptUntil{};
  bool held = false;
};

// What remains of a document that was removed.
struct Tombstone {
  std::string documentId;
  Kind kind{};
  std::string commissionId, number;
  std::optional<Date> date;
  std::string recordDigest, containerDigest;
  std::string certificateDigest;  // of who signed it; empty: removed before that was kept
  std::string actor, reason;
  Timestamp removedAt{};
};

enum class Removed {
  done,
  notFound,  // or not published, or removed already
  notDue,    // its kind is kept for ever, or its time is not over
  held,
  underWay,  // a worker is to raise its level, or does
};
struct Removal {
  Removed outcome{};
  std::vector<std::string> files;  // digests that no row names any longer: to be removed from the document store
};

// Port, part of the portal database: how long documents are kept, and what stops their removal.
class Retention {
 public:
  virtual ~Retention() = default;
  virtual std::optional<LegalHold> hold(const std::string& documentId) = 0;
  virtual std::vector<LegalHold> holds(const Permission& by, int limit) = 0;
  // Each false when nothing changes; in the audit trail with the account.
  virtual bool setHold(const std::string& documentId, const std::string& reason, const std::string& accountId) = 0;
  virtual bool liftHold(const std::string& documentId, const std::string& reason, const std::string& accountId) = 0;
  // Those whose time is over today, oldest first.
  virtual std::vector<DueDocument> due(const RetentionYears& years, int limit) = 0;
  // Takes the record, the names, the files and the container out of the database, all in one transaction with the
  // tombstone and the entry of the audit trail. The row stays, without a name: what was decided is not taken again.
  virtual Removal remove(const std::string& documentId, const RetentionYears& years, const std::string& reason,
                         const std::string& actor) = 0;
  virtual std::optional<Tombstone> tombstone(const std::string& documentId) = 0;
  virtual std::vector<Tombstone> tombstones(const Permission& by, int limit) = 0;  // newest first
};

}  // namespace balalyk
