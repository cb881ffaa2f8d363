#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "connectors/database/session/SqlCatalogue.h"
#include "connectors/database/session/SqlSession.h"
#include "pipeline/document/Lifecycle.h"
#include "pipeline/ports/AuditTrail.h"

namespace balalyk {

// SHA-256 over the entry's members, the hash of the one before included; each with its length, so that no two entries
// have one text.
std::string auditHash(const AuditEntry& entry);

// What one transaction does to states: the audit entries and the counts by state and kind, written with write() before
// the commit. Holding one, no other transaction changes states: the chain has one end.
class ChangeLog {
 public:
  ChangeLog(SqlSession& session, const SqlCatalogue& sql, std::string actor);

  Timestamp now() const { return now_; }  // of the transaction, by the database's clock
  // Both throw std::logic_error for a move that is not in the lifecycle: the transaction is rolled back.
  void entered(const std::string& documentId, Kind kind, State state, Event event,
               const std::map<std::string, std::string>& detail);
  void moved(const std::string& documentId, Kind kind, State from, State to, Event event,
             const std::map<std::string, std::string>& detail = {});
  // What was drafted in this transaction is sent in it too, as its commission wants it.
  void sentAtOnce(const std::string& documentId, Kind kind);
  void note(const std::string& documentId, const std::string& event, const std::string& detail);
  // One published document more (or less) of this level.
  void counted(const std::string& level, int change) { levels_[level] += change; }
  void write();

 private:
  SqlSession& session_;
  const SqlCatalogue& sql_;
  const std::string actor_;
  Timestamp now_{};
  AuditEntry last_;
  std::vector<AuditEntry> entries_;
  std::map<std::pair<State, Kind>, std::int64_t> counts_;
  std::map<std::string, std::int64_t> levels_;
};

}  // namespace balalyk
