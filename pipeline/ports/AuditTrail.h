#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/domain/Date.h"

namespace balalyk {

struct AuditEntry {
  std::int64_t sequence = 0;
  Timestamp at{};
  std::string actor;               // worker, member id or login: identifiers only
  std::string event;               // "taken", "drafted", "authorised", …
  std::string documentId;          // may be empty
  std::string detail;              // canonical JSON, no personal data
  std::string previousHash, hash;  // hex SHA-256
};

struct AuditHead {
  std::int64_t sequence = 0;
  std::string hash;
  bool operator==(const AuditHead&) const = default;
};

// Port, part of the portal database: append-only and hash-chained.
class AuditTrail {
 public:
  virtual ~AuditTrail() = default;
  // Every entry from the first on, as long as its hash fits. Returns the first one whose hash does not, or nullopt: the
  // chain is whole.
  virtual std::optional<std::int64_t> walk(const std::function<void(const AuditEntry&)>& visit) = 0;
  std::optional<std::int64_t> firstBroken() {
    return walk([](const AuditEntry&) {});
  }
  // The last entry: kept outside of the database it shows later that nothing before it was rewritten.
  virtual AuditHead head() = 0;
  virtual std::vector<AuditEntry> ofDocument(const std::string& documentId) = 0;
  virtual std::int64_t size() = 0;
  virtual void append(const std::string& actor, const std::string& event, const std::string& detail) = 0;
};

}  // namespace balalyk
