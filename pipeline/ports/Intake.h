#pragma once

#include <string>

#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// What became of an application that was handed in.
struct Received {
  enum class Outcome {
    added,
    already,     // the same application came before: nothing was changed
    numberUsed,  // another application has this number: nothing was changed
    commissionUnknown,
    benefitUnknown,
  };
  Outcome outcome{};
  std::string id;
  int version = 1;
};

// Port, part of the portal database: applications as they come from the parents' site. It is the only way that a child
// or a guardian enters, and nothing of them is changed afterwards.
class Intake {
 public:
  virtual ~Intake() = default;
  // `application`: checked; of its commission the id counts. Known by its number: what comes again is compared by its
  // digest. The row, its search words and the entry in the audit trail are one transaction.
  virtual Received receive(const Application& application, const std::string& digest, const std::string& actor) = 0;
};

}  // namespace balalyk
