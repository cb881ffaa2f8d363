#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// What the audit trail says of one document, entry by entry. What it leaves open is not compared.
struct TrailFacts {
  void see(const AuditEntry& entry);
  // The first of what the rows say otherwise: "state", "record", "content", "container", "certificate", "level",
  // "removed"; empty: nothing.
  std::string differenceOf(const Document& document) const;

  std::optional<State> state;
  std::optional<std::string> container, certificate, content, record;  // digests; "": it has none
  std::optional<std::string> level;                                    // of the signature
  bool exchanged = false;               // a container was raised that was not the one before
  std::optional<Timestamp> rejectedAt;  // by the chairperson
  bool signedSince = false;             // after that
  bool sent = false;                    // with the chairperson
  bool signedUnsent = false;            // although it was not
  bool removed = false;                 // when its time was over
};

// Holds every document's rows against the audit trail, its frozen record and its files: a container put in another's
// place, a state that no stage gave, what was signed although it was not sent or the chairperson had rejected it.
class DocumentTrail {
 public:
  explicit DocumentTrail(PortalDatabase& database) : database_(database) {}

  // Every entry of the trail, in order.
  void see(const AuditEntry& entry);

  // Afterwards: documentMissing, documentNotInTrail, documentSignedAfterRejection, documentSignedUnsent{document};
  // documentDiffers{document, part}.
  std::vector<Problem> problems();

 private:
  void check(const std::string& id, const TrailFacts& facts);
  std::string differenceNow(const std::string& id, bool& missing);
  bool outlivedRejection(const Document& document, const TrailFacts& facts);
  void found(const char* code, const std::string& document, std::map<std::string, std::string> params = {});

  PortalDatabase& database_;
  std::map<std::string, TrailFacts> reported_;  // by document
  std::vector<Problem> problems_;
};

}  // namespace balalyk
