#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"

namespace balalyk {

// A published protocol whose applicant has to be informed of the decision, or was.
struct NoticeDue {
  std::string documentId, applicationId;
  std::string number;
  std::optional<Date> date;  // of the sitting
  std::string child;         // personal data: for the commission's own secretaries only
  Kind kind{};
  Timestamp publishedAt{};
  std::optional<Timestamp> informedAt{};
};

// Port, part of the portal database: the duty to inform the applicant (DOMAIN: the local body informs the applicant of
// the decision in due form). Due from the publication on; of a newer revision again.
class InformDuty {
 public:
  virtual ~InformDuty() = default;
  virtual std::vector<NoticeDue> due(const std::string& commissionId, int limit) = 0;       // oldest first
  virtual std::vector<NoticeDue> informed(const std::string& commissionId, int limit) = 0;  // latest first
  // Each with its entry in the audit trail. How many were due (taken back: had been given) and of this commission.
  virtual int markInformed(const std::string& commissionId, const std::vector<std::string>& documentIds,
                           const std::string& accountId) = 0;
  virtual int takeBack(const std::string& commissionId, const std::vector<std::string>& documentIds,
                       const std::string& accountId) = 0;
};

}  // namespace balalyk
