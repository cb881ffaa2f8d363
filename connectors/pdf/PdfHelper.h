#pragma once

#include <string>

#include "connectors/process/ConfinedProcess.h"

namespace balalyk {

// One process that reads PDFs for us, and may be taken over by any of them.
class PdfHelper {
 public:
  // Waits until it is ready. Throws ProcessFailure.
  PdfHelper(const Launch& launch, ConfinedProcess::Clock::time_point deadline);

  // Whether it lives and has nothing to say without being asked, which the next document would get for an answer.
  bool usable();
  // The body of its answer to the frame `question`. Throws ProcessFailure when the process is of no further use.
  std::string ask(const std::string& question, std::size_t longestAnswer, ConfinedProcess::Clock::time_point deadline);
  int documents() const { return documents_; }

 private:
  ConfinedProcess process_;
  int documents_ = 0;
};

}  // namespace balalyk
