#include "connectors/office/Checker.h"

#include "connectors/office/Finding.h"
#include "connectors/office/checker/Protocol.h"

namespace balalyk {

Checker::Checker(const Launch& launch, OfficeProcess::Clock::time_point deadline) : process_(launch) {
  process_.receiveFrame(deadline, checker::kMaxFinding);
}

bool Checker::usable() {
  return !process_.hasReply() && process_.healthy();
}

PdfCheck Checker::check(const std::string& question, const PdfExpectation& expected,
                        OfficeProcess::Clock::time_point deadline) {
  process_.sendFrame(question, deadline);
  const auto body = process_.receiveFrame(deadline, checker::kMaxFinding);
  try {
    auto finding = checker::decodeFinding(body, expected);
    ++documents_;
    return finding;
  } catch (const filler::Malformed&) {
    throw ProcessFailure(ProcessFailure::Kind::crashed, "nonsense from the checker");
  }
}

}  // namespace balalyk
