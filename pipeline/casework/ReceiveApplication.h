#pragma once

#include <string>
#include <vector>

#include "pipeline/ports/Intake.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// An application comes from the parents' site. What the pipeline would return because of the child, the guardian or a
// document shown is refused here, with the same words: nobody could correct it later.
class ReceiveApplication {
 public:
  struct Outcome {
    Received received{};
    std::vector<Problem> problems;  // not empty: nothing was kept
  };

  // `actor`: of the audit trail.
  ReceiveApplication(PortalDatabase& database, std::string actor) : database_(database), actor_(std::move(actor)) {}

  // Of the commission only the id counts, of the benefits their codes. Problems: those of RecordCheck about the people,
  // the documents shown and the application's number; applicationNumberMissing, receivedInFuture, phoneImpossible,
  // emailImpossible, commissionUnknown, benefitUnknown, applicationNumberUsed.
  Outcome receive(const Application& application);

 private:
  PortalDatabase& database_;
  const std::string actor_;
};

}  // namespace balalyk
