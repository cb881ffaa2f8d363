#pragma once

#include <string>
#include <vector>

#include "pipeline/evidence/AuditAnchor.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"
#include "signing/validation/Validator.h"

namespace balalyk {

// Where heads of the audit trail were kept, each found with its proof.
class AnchorSearch {
 public:
  AnchorSearch(PortalDatabase& database, const DocumentStore& store, const signing::Validator& validator,
               AuditAnchors& anchors)
      : database_(database), store_(store), validator_(validator), anchors_(anchors) {}

  void inEvidence();  // of each night: its time stamp must cover the anchor
  void inReceipts();  // each signed by a chairperson
  // Files that may be either.
  void inFiles(const std::vector<std::string>& digests);

  // auditAnchorUnproved{evidence, file}: no time stamp of the evidence covers it; receiptNotValid{id}. A file that is
  // missing is not among them: who compares the store with the rows names it.
  std::vector<Problem> problems() const { return problems_; }

 private:
  bool addReceipt(const std::string& container, const std::string& file);

  PortalDatabase& database_;
  const DocumentStore& store_;
  const signing::Validator& validator_;
  AuditAnchors& anchors_;
  std::vector<Problem> problems_;
};

}  // namespace balalyk
