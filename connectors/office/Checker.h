#pragma once

#include <string>

#include "connectors/office/OfficeProcess.h"
#include "pipeline/document/PdfCheck.h"

namespace balalyk {

// One process that looks at PDFs for us, and may be taken over by any of them.
class Checker {
 public:
  // Waits until it is ready. Throws ProcessFailure.
  Checker(const Launch& launch, OfficeProcess::Clock::time_point deadline);

  // Whether it lives and has nothing to say without being asked, which the next document would get for an answer.
  bool usable();
  // `question` is encoded from `expected`. Throws ProcessFailure when the process is of no further use.
  PdfCheck check(const std::string& question, const PdfExpectation& expected,
                 OfficeProcess::Clock::time_point deadline);
  int documents() const { return documents_; }

 private:
  OfficeProcess process_;
  int documents_ = 0;
};

}  // namespace balalyk
