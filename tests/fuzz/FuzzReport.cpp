// What a confined verifier answers, which a file may have taken over: a report or nothing. What was taken for one says
// the same when it is sent again, and the second judge can be asked about it.
#include <string_view>

#include "Material.h"
#include "connectors/pdf/JudgeScope.h"
#include "connectors/pdf/verifier/ReportFrames.h"

using namespace balalyk;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  signing::VerificationReport report;
  try {
    report = verifier::decodeReport({reinterpret_cast<const char*>(data), size});
  } catch (const frames::Malformed&) {
    return 0;
  }
  const auto sent = verifier::encodeReport(report);
  const auto again = verifier::decodeReport(std::string_view(sent).substr(4));
  fuzz::require(verifier::encodeReport(again) == sent, "a report says the same when it is sent again");
  for (const auto& signature : report.signatures) static_cast<void>(questionAbout(report, signature));
  return 0;
}
