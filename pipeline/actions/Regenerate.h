#pragma once

#include <string>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// A person asks for a new revision: the record is read again from the portal and goes before the nightly ones. What was
// signed stays in the archive, superseded once the new revision is published.
class Regenerate {
 public:
  explicit Regenerate(PortalDatabase& database) : database_(database) {}

  // By document id, or by protocol number (of a list: KINDERGARTEN/2026-11). Latest revisions only; several when a
  // number is in several commissions or years.
  std::vector<Document> candidates(const std::string& numberOrId) const;

  // Returns the new document, decided or (the record cannot be right) returned. Throws Error reasonMissing,
  // recordGone{source, key}: the portal no longer shows the record as decided. A list whose last voucher ended becomes
  // one that says so.
  // `newId`: of the new document; one that was made with it already is returned again.
  Document run(const Document& document, const std::string& reason, const std::string& actor,
               const std::string& newId = {});

 private:
  PortalDatabase& database_;
};

}  // namespace balalyk
