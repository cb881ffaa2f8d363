#include "connectors/office/OfficeProcess.h"

namespace balalyk {

void OfficeProcess::send(const filler::Request& request, Clock::time_point deadline) {
  sendFrame(filler::encode(request), deadline);
}

filler::Reply OfficeProcess::receive(Clock::time_point deadline) {
  const auto body = receiveFrame(deadline, filler::kMaxFrame);
  try {
    return filler::decodeReply(body);
  } catch (const filler::Malformed&) {
    throw ProcessFailure(ProcessFailure::Kind::crashed, "an invalid response from the filler");
  }
}

bool OfficeProcess::wantsStartAgain() {
  return !healthy() && exitCode(Clock::now()) == kExitStartAgain;
}

}  // namespace balalyk
