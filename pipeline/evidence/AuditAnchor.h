#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

// The audit trail's hashes bind its entries to one another, but whoever may write them all can compute them all again.
// So its head is kept where the database cannot reach: in a file that a night's time stamp covers, and in receipts.
namespace balalyk {

// An ASiC-E container without a signature, whose one file names the head: what seals containers seals it too.
std::string auditAnchor(const AuditHead& head, Timestamp at);

// nullopt: the bytes are not such a container.
std::optional<AuditHead> readAuditAnchor(std::string_view bytes);

// Heads that were kept, held against the trail as it is now.
class AuditAnchors {
 public:
  void add(const AuditHead& head, const std::string& file) { kept_[head.sequence].push_back({head.hash, file}); }
  // Every entry, in order.
  void see(const AuditEntry& entry);
  // auditRewritten{entry, file}: the trail does not pass through the head that the file names, or ends before it.
  std::vector<Problem> contradictions() const;
  std::size_t count() const;

 private:
  struct Kept {
    std::string hash, file;
    bool met = false;
  };
  std::map<std::int64_t, std::vector<Kept>> kept_;  // by sequence
};

}  // namespace balalyk
