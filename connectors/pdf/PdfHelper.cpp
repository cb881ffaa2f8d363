#include "connectors/pdf/PdfHelper.h"

#include "connectors/pdf/helper/Protocol.h"

namespace balalyk {

PdfHelper::PdfHelper(const Launch& launch, ConfinedProcess::Clock::time_point deadline) : process_(launch) {
  process_.receiveFrame(deadline, pdfhelper::kMaxFinding);
}

bool PdfHelper::usable() {
  return !process_.hasReply() && process_.healthy();
}

std::string PdfHelper::ask(const std::string& question, std::size_t longestAnswer,
                           ConfinedProcess::Clock::time_point deadline) {
  process_.sendFrame(question, deadline);
  auto body = process_.receiveFrame(deadline, longestAnswer);
  ++documents_;
  return body;
}

}  // namespace balalyk
