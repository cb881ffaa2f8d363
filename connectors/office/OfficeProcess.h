#pragma once

#include "connectors/office/filler/Protocol.h"
#include "connectors/process/ConfinedProcess.h"

namespace balalyk {

// One soffice with its filler.
class OfficeProcess : public ConfinedProcess {
 public:
  using ConfinedProcess::ConfinedProcess;

  // The first reply after the start is «ready». Throws ProcessFailure.
  filler::Reply receive(Clock::time_point deadline);
  void send(const filler::Request& request, Clock::time_point deadline);
  // A fresh profile makes soffice set itself up and end with this exit code.
  static constexpr int kExitStartAgain = 81;
  bool wantsStartAgain();
};

}  // namespace balalyk
