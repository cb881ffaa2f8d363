#pragma once

#include <string>
#include <vector>

#include "pipeline/actions/Send.h"
#include "pipeline/ports/Applications.h"

namespace balalyk {

// A secretary sends drafts to the chairperson, one or many, and recalls them until they are authorised. Other
// commissions' documents are not found. Problems: those of Send.h and Recall.h.
class SendProtocols {
 public:
  SendProtocols(PortalDatabase& database, Commissions commissions, std::string accountId);

  std::vector<Document> drafts() const;  // drafted, of all kinds, oldest first
  std::vector<Document> sent() const;    // and not authorised yet: can be recalled
  // Results in order. What is not that secretary's: documentNotFound.
  std::vector<Handover> send(const std::vector<std::string>& documentIds);
  std::vector<Handover> recall(const std::vector<std::string>& documentIds);

 private:
  PortalDatabase& database_;
  Commissions commissions_;
  const std::string accountId_;
};

}  // namespace balalyk
