#pragma once

#include <span>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"

namespace balalyk {

// Who sends or recalls.
struct Sender {
  std::string actor;         // for the audit trail: a member's id, "login:aida"
  std::string commissionId;  // of a secretary: other commissions' documents are unknown; empty: any
};

enum class SendingOutcome {
  done,
  already,  // nothing to do: it is there already, or (when it is sent) further on
  refused,  // in a state from which it cannot be done
  unknown,  // no such document, or another commission's
};

struct SendingResult {
  std::string documentId;
  SendingOutcome outcome{};
  State state{};  // as it is now; of an unknown one nothing
};

// Port, part of the portal database: the gate between the secretary and the chairperson. Results in order; each call is
// one transaction with its audit entries. Against an authorisation at the same time one of the two is first: what was
// recalled is not authorised, and what was authorised is not recalled.
class Sending {
 public:
  virtual ~Sending() = default;
  // drafted → sent.
  virtual std::vector<SendingResult> send(std::span<const std::string> ids, const Sender& by) = 0;
  // sent → drafted, and stays there until a person sends it, in a commission that sends at once too.
  virtual std::vector<SendingResult> recall(std::span<const std::string> ids, const Sender& by) = 0;
};

}  // namespace balalyk
